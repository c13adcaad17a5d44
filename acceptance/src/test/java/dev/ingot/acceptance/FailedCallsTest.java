package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.acceptance.faults.RefusingDatabases;
import dev.ingot.acceptance.faults.RefusingDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of the disk, the engine, the store and a notifier are refused, one at a time, while a project is loaded, built,
 * replayed, purged, undone and maintained. Which ones is up to {@code -Dfaults.seed}, or to {@code -Dfaults=places} and
 * {@code -Dfaults=all}.
 */
class FailedCallsTest {

    @TempDir
    private Path folder;

    @Test
    void afterARefusedCallTheNextRunEndsAsIfNothingHadBeen() throws IOException, InterruptedException {
        long seed = Long.getLong("faults.seed", 1L);
        Path printed = folder.resolve("printed.txt");
        Process process = Cli.java(
                        List.of(
                                "-Djava.nio.file.spi.DefaultFileSystemProvider=" + RefusingDisk.class.getName(),
                                RefusingDatabases.option(folder)),
                        FailedCalls.class,
                        List.of(
                                Files.createDirectory(folder.resolve("projects"))
                                        .toString(),
                                System.getProperty("faults", "1"),
                                String.valueOf(seed),
                                System.getProperty("faults.command", ""),
                                System.getProperty("faults.kind", "")))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        String report = Files.readString(printed);
        System.out.println("-Dfaults.seed=" + seed + "\n" + report);

        assertThat(process.exitValue()).as("-Dfaults.seed=%s%n%s", seed, report).isZero();
        assertThat(report).contains("refused");
    }
}
