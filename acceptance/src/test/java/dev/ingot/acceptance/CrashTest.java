package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.acceptance.faults.Doomed;
import dev.ingot.acceptance.faults.Doomed.Fate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes die in the middle of loads, merges, model builds, replays, undos and maintenance; then the program runs
 * again, and every table, the quarantine, the ledger of files and the audit are compared with the truth. Three of four die
 * in a call that changes something: of the disk, the store or the engine, so in commits and not while they start. The
 * others are killed with SIGKILL at a random moment, which may be inside the engine.
 *
 * <p>20 kills in every build. For more, or for the same ones again:
 *
 * <pre>{@code
 * mvn -Dquick -pl acceptance -am test -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrash.kills=300
 * mvn … -Dcrash.seed=1763671234567
 * }</pre>
 *
 * The seed decides the data, the order of the commands and the calls in which they die; the moment of a SIGKILL only as
 * exactly as the machine's clock and load allow.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("crash.kills", 12);
    private static final long SEED = Long.getLong("crash.seed", System.currentTimeMillis());

    private static final String[] REPLAY = {"quarantine", "replay", "bronze.events"};
    private static final String[] UNDO = {"undo", "last", "--yes"};

    private static final List<String> KINDS = List.of("of the disk", "of the store", "of the engine");

    @TempDir
    Path folder;

    @TempDir
    Path jars;

    private final Random random = new Random(SEED);
    private List<String> options = List.of();

    /** How many calls of a kind a command makes that change something, and how long it takes: as it was last. */
    private final Map<String, Integer> calls = new HashMap<>();

    private final Map<String, Long> lengths = new HashMap<>();

    /** How often it died in which call. */
    private final Map<String, Integer> places = new TreeMap<>();

    @Test
    void afterEveryKillTheNextRunMakesEverythingRight() throws Exception {
        System.out.println("CrashTest: seed " + SEED + ", " + KILLS + " kills");
        CrashProject crash = new CrashProject(folder, SEED);
        crash.grow();
        options = Doomed.options(jars);
        Map<String, Integer> landed = new LinkedHashMap<>();
        int kills = 0;
        boolean replayToDo = false;
        for (int attempt = 1; kills < KILLS; attempt++) {
            assertThat(attempt).as("%d kills landed of %d", kills, attempt).isLessThan(4 * KILLS + 10);
            String[] command = command(attempt);
            if (command[0].equals("quarantine")) {
                crash.acceptWhatWasBad();
                replayToDo = true;
            }
            boolean killed = kill(crash, command);
            if (killed) {
                kills++;
                if (kills % 10 == 0) {
                    System.out.println("CrashTest: " + kills + " kills");
                }
                landed.merge(command[0], 1, Integer::sum);
            }
            // Sometimes the run that was killed is taken back, and sometimes that is killed, too.
            if (killed && !command[0].equals("maintain") && random.nextInt(3) == 0) {
                if (kill(crash, UNDO)) {
                    kills++;
                    landed.merge("undo", 1, Integer::sum);
                }
                if (random.nextBoolean()) {
                    again(crash, attempt, UNDO);
                }
            }
            // Sometimes the run after the crash crashes, too.
            if (killed && random.nextInt(4) == 0) {
                continue;
            }
            // A load may come before the replay that is still to be ended, or after it.
            boolean loadFirst = random.nextBoolean();
            if (loadFirst) {
                again(crash, attempt, "run");
            }
            if (replayToDo) {
                again(crash, attempt, REPLAY);
                replayToDo = false;
            }
            again(crash, attempt, "run");
            crash.verify();
            crash.grow();
        }
        if (replayToDo) {
            again(crash, kills, REPLAY); // the last kill met it
        }
        crash.project.ingot("run").succeeded();
        crash.verify();
        System.out.println("CrashTest: kills that landed: " + landed + "\nin " + places);
    }

    private static void again(CrashProject crash, int attempt, String... command) {
        Cli.Result rerun = crash.project.ingot(command);
        assertThat(rerun.exit())
                .as("seed %d, attempt %d, %s:%n%s%s", SEED, attempt, command[0], rerun.out(), rerun.err())
                .isZero();
    }

    private String[] command(int attempt) {
        int dice = attempt == 1 ? 0 : random.nextInt(10);
        if (dice < 6) {
            return new String[] {"run"};
        }
        return dice < 8 ? new String[] {"maintain", "--retention-hours", "0"} : REPLAY;
    }

    /** Returns whether the process died before it was done. */
    private boolean kill(CrashProject crash, String... command) throws IOException, InterruptedException {
        boolean speaks = !command[0].equals("maintain") && !command[0].equals("undo");
        return (speaks && random.nextInt(4) == 0) ? killAtRandom(crash, command) : dieInACall(crash, command);
    }

    private boolean dieInACall(CrashProject crash, String... command) throws IOException, InterruptedException {
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        String known = command[0] + " " + kind;
        int number = 1 + random.nextInt(calls.getOrDefault(known, 100));
        Path came = jars.resolve("came.txt");
        Path printed = jars.resolve("printed.txt");
        Files.deleteIfExists(came);
        Process process = Cli.java(
                        options,
                        Doomed.class,
                        Doomed.arguments(crash.project.folder(), came, Fate.DIES, kind, number, command))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() == 137) {
            places.merge(Files.readString(came).replaceAll(" #\\d+", ""), 1, Integer::sum);
            return true;
        }
        assertThat(process.exitValue())
                .as("seed %d, %s:%n%s", SEED, String.join(" ", command), Files.readString(printed))
                .isZero();
        Files.readAllLines(came).stream()
                .map(line -> line.split("="))
                .forEach(line -> calls.put(command[0] + " " + line[0], Integer.valueOf(line[1])));
        return false;
    }

    /**
     * Starts a process and kills it somewhere between the beginning of its work and its end, as long as the same command
     * took before.
     */
    private boolean killAtRandom(CrashProject crash, String... command) throws IOException, InterruptedException {
        Process process = Cli.startPiped(crash.project.folder(), command);
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
                if (line.contains("Concurrency:")) {
                    break;
                }
            }
            long begin = System.nanoTime();
            long length = lengths.getOrDefault(command[0], TimeUnit.SECONDS.toNanos(4));
            boolean ended = process.waitFor((long) (random.nextDouble() * length), TimeUnit.NANOSECONDS);
            if (!ended) {
                // Not Process.destroyForcibly, which closes the output too: a process that was done first is read to
                // its end.
                process.toHandle().destroyForcibly();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                if (process.exitValue() == 137) {
                    places.merge("at a random moment", 1, Integer::sum);
                    return true;
                }
            }
            reader.lines().forEach(line -> output.append(line).append('\n'));
            assertThat(process.exitValue())
                    .as("seed %d, %s:%n%s", SEED, String.join(" ", command), output)
                    .isZero();
            // It was done before the kill: from now on aim earlier.
            lengths.put(command[0], System.nanoTime() - begin);
            return false;
        }
    }
}
