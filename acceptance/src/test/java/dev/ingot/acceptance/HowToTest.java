package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.acceptance.HowTo.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the documents are run as they are written there, and print what stands below them. */
class HowToTest {

    private static final Path DOCS = Path.of("..", "docs", "how-to");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"first-project", "messy-csv", "quarantine", "undo", "controller", "maintain", "lineage"})
    void eachCommandPrintsWhatThePageSays(String name) throws IOException {
        Shell shell = new Shell(folder);
        Shell.Result last = new Shell.Result(0, "");
        List<String> wrong = new ArrayList<>();
        List<Act> acts = HowTo.read(DOCS.resolve(name + ".md")).acts();
        for (int i = 0; i < acts.size(); i++) {
            Act act = acts.get(i);
            if (act instanceof Act.Write file) {
                Path path = shell.folder().resolve(file.file());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.text());
            } else if (act instanceof Act.Run run) {
                last = shell.run(run.command());
                boolean shown = i + 1 < acts.size() && acts.get(i + 1) instanceof Act.Expect;
                if (last.exit() != 0 && !shown) {
                    wrong.add(name + ".md:" + run.line() + ": " + run.command() + "\nends with " + last.exit() + ":\n"
                            + last.printed());
                }
            } else if (act instanceof Act.Expect expected) {
                String where = name + ".md:" + expected.line();
                Printed.of(expected.lines())
                        .difference(Printed.of(last.printed().lines().toList()), expected.whole())
                        .ifPresent(difference -> wrong.add(where + ": " + difference));
            }
        }

        assertThat(String.join("\n\n", wrong)).isEmpty();
    }
}
