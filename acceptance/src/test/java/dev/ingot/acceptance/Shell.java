package dev.ingot.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs command lines as a person would type them, in a folder. {@code ingot} runs in this process and {@code sqlite3} is the
 * library that Ingot has; the rest is the machine's own shell. For one thread.
 */
final class Shell {

    private static final Pattern WORD =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s\"'#][^\\s\"']*)|(#.*)");

    private final Path base;
    private Path folder;

    Shell(Path folder) {
        this.base = folder;
        this.folder = folder;
    }

    /** @param printed both streams, without the name of the folder in which all happens */
    record Result(int exit, String printed) {}

    Path folder() {
        return folder;
    }

    Result run(String line) {
        boolean mayFail = line.endsWith(" || true");
        Result result = one(mayFail ? line.substring(0, line.length() - " || true".length()) : line);
        return new Result(mayFail ? 0 : result.exit(), result.printed().replace(base + "/", ""));
    }

    private Result one(String line) {
        List<String> words = words(line);
        return switch (words.get(0)) {
            case "cd" -> {
                folder = folder.resolve(words.get(1)).normalize();
                yield new Result(0, "");
            }
            case "ingot" -> ingot(words.subList(1, words.size()));
            case "sqlite3" -> sqlite(folder.resolve(words.get(1)), words.get(2));
            default -> own(line);
        };
    }

    private Result ingot(List<String> arguments) {
        List<String> given = new ArrayList<>(arguments);
        if (given.get(0).equals("init")) {
            given.set(1, folder.resolve(given.get(1)).toString());
        }
        Cli.Result result = Cli.run(folder, given.toArray(String[]::new));
        return new Result(result.exit(), result.out() + result.err());
    }

    private Result own(String line) {
        try {
            Process process = new ProcessBuilder("sh", "-c", line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As its command line prints rows: values between bars. */
    private static Result sqlite(Path file, String sql) {
        StringBuilder printed = new StringBuilder();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        StringJoiner row = new StringJoiner("|", "", "\n");
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            row.add(rows.getString(i) == null ? "" : rows.getString(i));
                        }
                        printed.append(row);
                    }
                }
            }
            return new Result(0, printed.toString());
        } catch (SQLException e) {
            return new Result(1, e.getMessage());
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find() && matcher.group(4) == null) {
            words.add(
                    matcher.group(1) != null
                            ? matcher.group(1).replace("\\\"", "\"")
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return words;
    }
}
