package dev.ingot.acceptance.faults;

import dev.ingot.acceptance.faults.Calls.Call;
import dev.ingot.acceptance.faults.Calls.Planned;
import dev.ingot.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The program, of which one call that changes something fails, or is the last one: then it dies in the middle of a commit,
 * a compaction, an undo. The JVM needs {@link #options}.
 */
public final class Doomed {

    private Doomed() {}

    /** Where it fails, and whether it goes on then. */
    public enum Fate {
        REFUSED,
        DIES
    }

    /** Options of the JVM. */
    public static List<String> options(Path folder) throws IOException {
        return List.of(
                "-Djava.nio.file.spi.DefaultFileSystemProvider=" + RefusingDisk.class.getName(),
                RefusingDatabases.option(folder));
    }

    /**
     * @param came a file for the call that was reached; where it was not, a line for each kind with the number of calls
     * @param kind of calls, such as {@code of the store}
     * @param number of the call among those of its kind, from 1
     * @param typed after {@code ingot}
     */
    public static List<String> arguments(Path project, Path came, Fate fate, String kind, int number, String... typed) {
        List<String> arguments = new ArrayList<>(
                List.of(project.toString(), came.toString(), fate.name(), kind, Integer.toString(number)));
        arguments.addAll(List.of(typed));
        arguments.addAll(List.of("--project-dir", project.toString()));
        return arguments;
    }

    /**
     * @param arguments as {@link #arguments} has them
     */
    public static void main(String[] arguments) {
        Path came = Path.of(arguments[1]);
        boolean dies = Fate.valueOf(arguments[2]) == Fate.DIES;
        Calls.plan(
                Path.of(arguments[0]),
                new Planned(arguments[3], Integer.parseInt(arguments[4]), call -> reached(call, came, dies)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!Files.exists(came)) {
                StringBuilder text = new StringBuilder();
                Calls.changes().forEach((kind, number) -> text.append(kind + "=" + number + "\n"));
                write(came, text.toString());
            }
        }));
        Main.main(Arrays.copyOfRange(arguments, 5, arguments.length));
    }

    private static void reached(Call call, Path came, boolean dies) {
        write(came, call.toString());
        if (dies) {
            // As by SIGKILL: nothing of the program runs any more.
            Runtime.getRuntime().halt(137);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
