package dev.ingot.acceptance;

import dev.ingot.acceptance.HowTo.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what a page says, one act after the other, and notices where it is not so. For one thread. */
final class Reader {

    private final Stage stage;
    private final Shell shell;
    private Shell.Result last = new Shell.Result(0, "");

    /** The last command where it failed, and nothing said yet that it does. */
    private Act.@Nullable Run failed;

    Reader(Stage stage, Shell shell) {
        this.stage = stage;
        this.shell = shell;
    }

    /** Does one act of the page; returns its failure, with the line. */
    Optional<String> does(Act act) throws IOException, SQLException, InterruptedException {
        if (act instanceof Act.Expect expected) {
            failed = null;
            Printed page = Printed.of(expected.lines());
            List<String> printed = shell.printed(
                    last,
                    lines ->
                            page.difference(Printed.of(lines), expected.whole()).isEmpty());
            return page.difference(Printed.of(printed), expected.whole())
                    .map(difference -> expected.line() + ": " + difference);
        }
        if (act instanceof Act.Mail expected) {
            return Printed.of(expected.lines())
                    .difference(Printed.of(stage.newestMail()), false)
                    .map(difference -> expected.line() + ": " + difference);
        }
        Optional<String> problem = ends();
        if (act instanceof Act.Run run) {
            last = shell.run(run.command());
            failed = last.exit() == 0 ? null : run;
        } else if (act instanceof Act.Write file) {
            Path path = shell.folder().resolve(file.file());
            Files.createDirectories(path.getParent());
            Files.writeString(path, stage.here(file.text()));
        } else if (act instanceof Act.Put part) {
            Path path = shell.folder().resolve(part.file());
            Files.writeString(path, put(Files.readString(path), stage.here(part.text())));
        } else if (act instanceof Act.Sql sql) {
            stage.sql(sql.server(), sql.statements());
        }
        return problem;
    }

    /** A failure of the last command that the page does not show. */
    Optional<String> ends() {
        Optional<String> problem = Optional.ofNullable(failed)
                .map(run -> run.line() + ": " + run.command() + "\nends with " + last.exit() + ":\n" + last.printed());
        failed = null;
        return problem;
    }

    /** Adds a part of YAML to a file: a block of a key that the file has goes below that key, other keys to the end. */
    private static String put(String file, String part) {
        String result = file.endsWith("\n") ? file : file + "\n";
        for (String section : part.split("(?m)^(?=\\w)")) {
            String key = section.lines().findFirst().orElse("");
            String below = "\n" + key + "\n";
            if (!section.isBlank()) {
                result = result.contains(below)
                        ? result.replace(below, "\n" + section.stripTrailing() + "\n")
                        : result + section;
            }
        }
        return result;
    }
}
