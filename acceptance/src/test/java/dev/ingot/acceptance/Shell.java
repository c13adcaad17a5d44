package dev.ingot.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs command lines as a person would type them, in a folder. {@code ingot} runs in this process, or in one of its own with
 * an {@code &} behind it ({@code fg} looks at that again, {@code kill %1} ends it); {@code sqlite3}, {@code curl} and the
 * servers of the stage are libraries that Ingot has; the rest is the machine's own shell. For one thread.
 */
final class Shell implements AutoCloseable {

    private static final Pattern WORD =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s\"'#][^\\s\"']*)|(#.*)");

    private static final Pattern APPENDED = Pattern.compile("(.*) >> (\\S+) 2>&1");
    private static final String BESIDE = " &";

    private final Path base;
    private final Stage stage;
    private Path folder;
    private @Nullable Job job;

    Shell(Path folder, Stage stage) {
        this.base = folder;
        this.stage = stage;
        this.folder = folder;
    }

    /** @param printed both streams, without the name of the folder in which all happens */
    record Result(int exit, String printed) {}

    /** Whether the last command still runs, so that more output may come. */
    private boolean live;

    Path folder() {
        return folder;
    }

    Result run(String line) {
        boolean mayFail = line.endsWith(" || true");
        live = false;
        Result result = one(stage.here(mayFail ? line.substring(0, line.length() - " || true".length()) : line));
        return new Result(mayFail ? 0 : result.exit(), shown(result.printed()));
    }

    private String shown(String printed) {
        return stage.there(printed).replace(base + "/", "");
    }

    /** What the last command printed; where that goes on, as soon as it is enough. */
    List<String> printed(Result last, Predicate<List<String>> enough) throws InterruptedException {
        return live
                ? lines(job.printed(lines -> enough.test(lines(lines))))
                : last.printed().lines().toList();
    }

    private List<String> lines(List<String> printed) {
        return printed.stream().map(this::shown).toList();
    }

    private Result one(String line) {
        List<String> words = words(line);
        return switch (words.get(0)) {
            case "cd" -> {
                folder = folder.resolve(words.get(1)).normalize();
                yield new Result(0, "");
            }
            case "ingot" -> ingot(line);
            case "sqlite3" -> sqlite(folder.resolve(words.get(1)), words.get(2));
            case "curl" -> curl(words.get(words.size() - 1));
            case "fg" -> {
                live = true;
                yield new Result(0, "");
            }
            case "kill" -> stopped();
            default -> stage.has(words.get(0)) ? sql(words.get(0), words.get(1)) : own(line);
        };
    }

    private Result ingot(String line) {
        if (line.endsWith(BESIDE)) {
            List<String> words = words(line.substring(0, line.length() - BESIDE.length()));
            job = new Job(Cli.startPiped(folder, words.subList(1, words.size()).toArray(String[]::new)));
            live = true;
            return new Result(0, "");
        }
        Matcher appended = APPENDED.matcher(line);
        if (!appended.matches()) {
            List<String> words = words(line);
            return ingot(words.subList(1, words.size()));
        }
        Result result = ingot(appended.group(1));
        try {
            Files.writeString(
                    folder.resolve(appended.group(2)),
                    result.printed(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(result.exit(), "");
    }

    private Result stopped() {
        try {
            int exit = job.stop();
            return new Result(exit, String.join("\n", job.printed(lines -> true)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Result curl(String address) {
        try {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            return new Result(0, response.body());
        } catch (IOException e) {
            return new Result(7, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Result sql(String server, String statements) {
        try {
            stage.sql(server, statements);
            return new Result(0, "");
        } catch (SQLException e) {
            return new Result(1, e.getMessage());
        }
    }

    @Override
    public void close() {
        if (job != null) {
            job.close();
        }
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
