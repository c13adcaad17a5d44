package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyProcessesTest {

    private static final int WRITERS = 4;
    private static final int COMMITS = 100;

    private static final Pattern SAID = Pattern.compile("(try|done) (\\d+)");

    @TempDir
    Path folder;

    @Test
    void fourProcessesLoseAndDoubleNothing() throws IOException, InterruptedException {
        Tables.created(folder);
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Children.start(
                    WriterMain.class, folder.toString(), "writer" + i, Integer.toString(COMMITS), Integer.toString(i)));
        }
        List<String> outputs = new ArrayList<>();
        for (Process writer : writers) {
            try (BufferedReader output = Children.output(writer)) {
                outputs.add(String.join("\n", output.lines().toList()));
            }
        }
        for (int i = 0; i < WRITERS; i++) {
            assertThat(writers.get(i).waitFor()).as(outputs.get(i)).isZero();
        }

        DeltaTable table = Tables.at(folder);
        DeltaSnapshot after = Tables.latest(table);
        assertThat(after.rows()).isEqualTo((long) WRITERS * COMMITS);
        for (int i = 0; i < WRITERS; i++) {
            assertThat(after.transaction("writer" + i)).contains(COMMITS - 1L);
        }
        assertThat(table.history(Integer.MAX_VALUE).stream()
                        .flatMap(commit -> commit.transactions().stream())
                        .distinct())
                .hasSize(WRITERS * COMMITS);
        assertThat(table.history(Integer.MAX_VALUE).stream()
                        .filter(commit -> commit.operation().equals("WRITE")))
                .hasSize(WRITERS * COMMITS);
        assertThat(after.files())
                .allSatisfy(file -> assertThat(Path.of(file.location())).exists());
    }

    @Test
    void aWriterKilledAtAnyMomentLeavesAReadableTableWithAllThatItReportedDone() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Tables.created(folder);
        long lastDone = -1;
        for (int round = 0; round < 6; round++) {
            Process writer = Children.start(
                    WriterMain.class, folder.toString(), "writer", "100000", Long.toString(random.nextLong()));
            long tried = lastDone;
            int lines = 1 + random.nextInt(40);
            try (BufferedReader output = Children.output(writer)) {
                int told = 0;
                // Read on after the kill: what is in the pipe was said before.
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    Matcher said = SAID.matcher(line);
                    if (!said.matches()) {
                        continue;
                    }
                    if (said.group(1).equals("try")) {
                        tried = Long.parseLong(said.group(2));
                    } else {
                        lastDone = Long.parseLong(said.group(2));
                    }
                    told++;
                    if (told == lines) {
                        writer.toHandle().destroyForcibly();
                    }
                }
                assertThat(told).as("seed %s", seed).isGreaterThanOrEqualTo(lines);
            }
            DeltaSnapshot after = Tables.latest(Tables.at(folder));
            long committed = after.transaction("writer").orElse(-1L);
            assertThat(committed).as("seed %s", seed).isBetween(lastDone, Math.max(tried, lastDone));
            assertThat(after.rows()).as("seed %s", seed).isEqualTo(committed + 1);
            assertThat(after.files())
                    .allSatisfy(file ->
                            assertThat(Files.size(Path.of(file.location()))).isEqualTo(file.size()));
            lastDone = committed;
        }
        try (Stream<Path> log = Files.list(folder.resolve("_delta_log"))) {
            assertThat(log.map(Path::getFileName).map(Path::toString).filter(name -> name.endsWith(".json")))
                    .hasSize((int) Tables.latest(Tables.at(folder)).version() + 1);
        }
    }
}
