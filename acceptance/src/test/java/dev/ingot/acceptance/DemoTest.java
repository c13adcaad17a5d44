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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who types {@code ingot demo}. */
class DemoTest {

    @TempDir
    Path temporary;

    private Process demo(String... options) {
        return Cli.startPiped(
                temporary,
                Stream.concat(
                                Stream.of(
                                        "demo",
                                        "--dir",
                                        temporary.resolve("demo").toString()),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** All lines, once it has ended well. */
    private static List<String> lines(Process process) throws Exception {
        List<String> lines = output(process).lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static String after(List<String> lines, String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
    }

    @Test
    void ordersComeAndGoldFollowsUntilItHasWhatTheShopHas() throws Exception {
        List<String> lines = lines(demo("--orders", "200", "--rate", "300", "--for", "6"));

        assertThat(lines).anyMatch(line -> line.contains("gold: ") && line.contains("after their commit"));
        assertThat(after(lines, "   gold  ")).isEqualTo(after(lines, "   shop  "));

        List<String> again = lines(demo("--rate", "300", "--for", "1"));
        assertThat(again).contains("== The shop of " + temporary.resolve("demo") + " opens again");
        assertThat(after(again, "   gold  "))
                .isEqualTo(after(again, "   shop  "))
                .isNotEqualTo(after(lines, "   gold  "));
    }

    @Test
    void stoppedItLeavesNoServerBehind() throws Exception {
        Process process = demo("--orders", "100", "--for", "0");
        try (BufferedReader output = output(process)) {
            ContinuousTest.until(output, "gold: ", "after their commit");
            long server = server();
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            ProcessHandle.of(server)
                    .ifPresent(running ->
                            running.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        }
        assertThat(temporary.resolve("demo/postgres/data/postmaster.pid")).doesNotExist();
    }

    private long server() throws IOException {
        return Long.parseLong(Files.readAllLines(temporary.resolve("demo/postgres/data/postmaster.pid"))
                .get(0)
                .strip());
    }

    @Test
    void aShopInWhichNothingHappensIsRefused() throws Exception {
        Process process = demo("--rate", "0");

        assertThat(output(process).lines().toList()).anyMatch(line -> line.contains("--rate and --orders are above 0"));
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(temporary.resolve("demo")).doesNotExist();
    }

    @Test
    void theBatchDemoReadsFourDaysOfFiles() throws Exception {
        List<String> lines = lines(demo("--batch"));

        assertThat(lines)
                .anyMatch(line -> line.contains("Day 2025-03-26"))
                .anyMatch(line -> line.contains("quarantined"))
                .anyMatch(line -> line.startsWith("Done in "));
    }
}
