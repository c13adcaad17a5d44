package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills real processes with SIGKILL at random moments of loads, merges, model builds, replays, undos and maintenance,
 * runs again, and compares every table, the quarantine, the ledger of files and the audit with the truth.
 *
 * <p>20 kills in every build. For more, or for the same ones again:
 *
 * <pre>{@code
 * mvn -Dquick -pl acceptance -am test -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrash.kills=200
 * mvn … -Dcrash.seed=1763671234567
 * }</pre>
 *
 * The seed decides the data and the order of the commands exactly; the moment of a kill only as exactly as the machine's
 * clock and load allow.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("crash.kills", 20);
    private static final long SEED = Long.getLong("crash.seed", System.currentTimeMillis());

    private static final String[] REPLAY = {"quarantine", "replay", "bronze.events"};
    private static final String[] UNDO = {"undo", "last", "--yes"};

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void afterEveryKillTheNextRunMakesEverythingRight() throws Exception {
        System.out.println("CrashTest: seed " + SEED + ", " + KILLS + " kills");
        CrashProject crash = new CrashProject(folder, SEED);
        crash.grow();
        Map<String, Long> lengths = new LinkedHashMap<>();
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
            boolean killed = killAtRandom(crash, lengths, command);
            if (killed) {
                kills++;
                landed.merge(command[0], 1, Integer::sum);
            }
            // Sometimes the run that was killed is taken back, and sometimes that is killed, too.
            if (killed && !command[0].equals("maintain") && random.nextInt(3) == 0) {
                if (killAtRandom(crash, lengths, UNDO)) {
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
        System.out.println("CrashTest: kills that landed: " + landed);
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

    /**
     * Starts a process and kills it somewhere between the beginning of its work and its end, as long as the same command
     * took before.
     *
     * @return whether it was still alive then
     */
    private boolean killAtRandom(CrashProject crash, Map<String, Long> lengths, String... command)
            throws IOException, InterruptedException {
        Process process = Cli.startPiped(crash.project.folder(), command);
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean speaks = !command[0].equals("maintain") && !command[0].equals("undo");
            if (speaks) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    output.append(line).append('\n');
                    if (line.contains("Concurrency:")) {
                        break;
                    }
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
