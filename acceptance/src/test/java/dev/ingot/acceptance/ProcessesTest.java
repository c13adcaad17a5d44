package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one project at once, and one that is told to stop. */
class ProcessesTest {

    private static final int FILES = 60;
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    private Project project = new Project(Path.of("."));

    @BeforeEach
    void manySmallFiles() {
        project = new Project(folder.resolve("project"));
        project.configure("busy", """
                landing: {type: files, path: landing}
                """);
        for (String name : List.of("left", "right")) {
            project.write("pipelines/" + name + ".yml", """
                    pipelines:
                      - name: %1$s
                        from: {connection: landing, path: "%1$s-*.csv", max_batch_files: 1}
                        to: bronze.%1$s
                        load: append
                    """.formatted(name));
            for (int file = 0; file < FILES; file++) {
                StringBuilder text = new StringBuilder("id,name\n");
                int first = file * ROWS;
                IntStream.range(first, first + ROWS).forEach(id -> text.append(id + ",row " + id + "\n"));
                project.write("landing/%s-%03d.csv".formatted(name, file), text.toString());
            }
        }
    }

    private String rows(String table) {
        return project.one("select count(*), count(distinct id), min(id), max(id) from bronze." + table);
    }

    private static final String ALL = FILES * ROWS + "|" + FILES * ROWS + "|0|" + (FILES * ROWS - 1);

    private static String upTo(BufferedReader output, String marker) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(marker)) {
                return seen.toString();
            }
        }
        throw new AssertionError("'" + marker + "' did not come:\n" + seen);
    }

    @Test
    void ofTwoProcessesOnOneTableOneIsToldThatItIsLockedAndNothingIsDoubled() throws Exception {
        Process holder = Cli.startPiped(project.folder(), "run", "--select", "left");
        try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
            upTo(output, "START pipeline bronze.left");

            Cli.Result second = project.ingot("run", "--select", "left").exits(5);

            assertThat(second.out() + second.err())
                    .contains("bronze.left")
                    .contains("process " + holder.pid())
                    .containsPattern("(?i)lock");
            output.lines().forEach(line -> {});
            assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(holder.exitValue()).isZero();
        } finally {
            holder.destroyForcibly();
        }
        project.run("--select", "left");
        assertThat(rows("left")).isEqualTo(ALL);
    }

    @Test
    void maintenanceLeavesALockedTableAloneAndSaysSoButDoesTheOthers() {
        project.run();
        project.editMetadata("INSERT INTO table_lock SELECT DISTINCT warehouse, 'bronze', 'left', 'r9', 'elsewhere',"
                + " 'another machine', 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z',"
                + " '2999-01-01T00:00:00.000Z' FROM pipeline_position");

        Cli.Result maintained = project.ingot("maintain", "--no-vacuum").exits(5);

        assertThat(maintained.err()).contains("INGOT-META-001", "bronze.left is locked by the run r9");
        assertThat(maintained.out()).containsPattern("bronze.right +60 +1 ").doesNotContain("bronze.left");
    }

    @Test
    void twoProcessesOnDifferentTablesBothSucceed() throws Exception {
        Path log = folder.resolve("right.log");
        Process right = Cli.start(project.folder(), log, "run", "--select", "right");
        try {
            project.run("--select", "left");
            assertThat(right.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(right.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            right.destroyForcibly();
        }
        assertThat(rows("left")).isEqualTo(ALL);
        assertThat(rows("right")).isEqualTo(ALL);
    }

    @Test
    void aProcessThatIsToldToStopSaysInterruptedAndTheNextRunFinishesTheWork() throws Exception {
        Process process = Cli.startPiped(project.folder(), "run", "--select", "left");
        String tail;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            upTo(output, "START pipeline bronze.left");
            process.toHandle().destroy(); // SIGTERM
            tail = String.join("\n", output.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(tail).isEqualTo(130);
        assertThat(tail).containsPattern("(?i)interrupt|told to stop");
        assertThat(project.metadata("SELECT status FROM run")).containsExactly("interrupted");
        assertThat(project.metadata("SELECT status FROM audit")).containsExactly("interrupted");
        assertThat(project.metadata("SELECT * FROM table_lock")).isEmpty();

        project.run("--select", "left");

        assertThat(rows("left")).isEqualTo(ALL);
    }
}
