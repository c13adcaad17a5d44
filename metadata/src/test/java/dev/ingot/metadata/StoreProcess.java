package dev.ingot.metadata;

import static dev.ingot.metadata.MetadataStoreContract.LAKE;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.StepStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another process that works on a store. It does one thing for each line it reads, answers each with one line, and ends
 * with its input, so it never outlives its test.
 */
final class StoreProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    private StoreProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static StoreProcess start(Path file, String run) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            StoreProcess started = new StoreProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath,
                            StoreProcess.class.getName(),
                            file.toString(),
                            run)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            started.expect("ready");
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void order(String order) {
        orders.println(order);
    }

    String answer() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String ask(String order) {
        order(order);
        return answer();
    }

    private void expect(String expected) {
        String answer = answer();
        if (!answer.equals(expected)) {
            throw new IllegalStateException("the process said " + answer + " instead of " + expected);
        }
    }

    /** SIGKILL: nothing is written, nothing is closed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        SqliteMetadata store = null;
        for (String order = in.readLine(); order != null; order = in.readLine()) {
            if (store == null) {
                store = SqliteMetadata.open(file, InstantSource.system());
            }
            try {
                System.out.println(obey(store, args[1], order));
            } catch (IngotException e) {
                System.out.println(e.first().code().id() + " " + e.first().what());
            }
        }
    }

    private static String obey(SqliteMetadata store, String run, String order) {
        RunOwner owner = store.owner(run);
        String[] words = order.split(" ");
        return switch (words[0]) {
            case "open" -> "opened";
            case "run" -> startRun(store, owner, TableName.parse(words[1], ""));
            case "lock" -> {
                store.warehouse(LAKE).locks().acquire(TableName.parse(words[1], ""), owner);
                yield "locked";
            }
            case "grab" -> grab(store, owner, Integer.parseInt(words[1]));
            case "work" -> work(store, run, Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException(order);
        };
    }

    private static String startRun(SqliteMetadata store, RunOwner owner, TableName table) {
        store.audit()
                .startRun(new RunStart(owner, "run", "shop", "dev", LAKE, List.of(), null, Map.of(), List.of("n.a")));
        store.audit().startStep(new StepStart(owner.run(), null, "n.a", "model", table, 1));
        return "running";
    }

    /** Tries to lock every table there is, and says which it got. */
    private static String grab(SqliteMetadata store, RunOwner owner, int tables) {
        List<String> won = new ArrayList<>();
        for (int i = 0; i < tables; i++) {
            try {
                store.warehouse(LAKE).locks().acquire(TableName.of("bronze", "t" + i), owner);
                won.add("t" + i);
            } catch (IngotException e) {
                if (!e.first().code().equals(MetadataError.LOCKED)) {
                    throw e;
                }
            }
        }
        return String.join(",", won);
    }

    private static String work(SqliteMetadata store, String run, int steps) {
        RunOwner owner = store.owner(run);
        store.audit().startRun(new RunStart(owner, "run", "shop", "dev", LAKE, List.of(), null, Map.of(), List.of()));
        for (int i = 0; i < steps; i++) {
            long id = store.audit().startStep(new StepStart(run, null, "n." + i, "model", null, 1));
            store.heartbeat(run);
            store.audit().endStep(id, Outcome.Succeeded.of(Counts.inserted(i)));
        }
        return "done";
    }
}
