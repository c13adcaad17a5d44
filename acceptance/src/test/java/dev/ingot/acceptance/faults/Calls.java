package dev.ingot.acceptance.faults;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls that leave the program: to the disk below one folder, to the engine, to the store, to notifiers. A test lists them
 * and has one of them refused. There is one of it, because the JVM makes its file system itself. Thread-safe.
 */
public final class Calls {

    private static final String OURS = "dev.ingot.";
    private static final String TESTS = "dev.ingot.acceptance.";
    private static final int CALLERS = 3;
    private static final StackWalker STACK = StackWalker.getInstance();

    /**
     * One call among others.
     *
     * @param operation such as {@code write}
     * @param kind what is called: {@code of the disk}
     * @param callers the methods of Ingot that led to it, the nearest first
     * @param occurrence how often the same call was made up to this one, from 1
     */
    public record Call(String operation, String kind, String callers, int occurrence) {

        @Override
        public String toString() {
            return operation + " " + kind + " #" + occurrence + " of " + callers;
        }
    }

    private static volatile @Nullable String folder;
    private static @Nullable Call refused;
    private static @Nullable String refusal;
    private static final Map<String, Integer> MADE = new HashMap<>();
    private static final List<Call> LISTED = new ArrayList<>();

    /** What may leave something half done. */
    private static final Set<String> CHANGES = Set.of(
            "open for writing",
            "write",
            "truncate",
            "force",
            "link",
            "copy",
            "move",
            "delete",
            "make folder",
            "set times",
            "statement");

    private static final Map<String, Integer> CHANGES_MADE = new TreeMap<>();
    private static @Nullable Planned planned;

    private Calls() {}

    /**
     * One of the calls that change something.
     *
     * @param kind such as {@code of the store}
     * @param number among those of its kind, from 1
     * @param reached what is done before it is refused
     */
    record Planned(String kind, int number, Consumer<Call> reached) {}

    /** Counts the calls below a folder that change something, and refuses one of them. */
    static synchronized void plan(Path below, Planned call) {
        folder = below.toString();
        planned = call;
    }

    /** How many calls that change something were made, by kind. */
    static synchronized Map<String, Integer> changes() {
        return new TreeMap<>(CHANGES_MADE);
    }

    private static boolean isPlanned(Planned plan, Call call) {
        if (!CHANGES.contains(call.operation())) {
            return false;
        }
        int number = CHANGES_MADE.merge(call.kind(), 1, Integer::sum);
        boolean is = call.kind().equals(plan.kind()) && number == plan.number();
        if (is) {
            plan.reached().accept(call);
        }
        return is;
    }

    /** Lists the calls below a folder from now on, and refuses this one of them. */
    public static synchronized void watch(Path below, Optional<Call> refuse) {
        folder = below.toString();
        refused = refuse.orElse(null);
        refusal = null;
        MADE.clear();
        LISTED.clear();
    }

    /** Lists and refuses none any more, and returns those that were made since {@link #watch}. */
    public static synchronized List<Call> unwatch() {
        folder = null;
        return List.copyOf(LISTED);
    }

    /** The file or the statement whose call was refused since {@link #watch}. */
    public static synchronized Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * @throws FileSystemException where this is the call that is refused
     */
    static void made(String operation, Path file) throws IOException {
        String below = folder;
        boolean ours = below != null && file.toAbsolutePath().toString().startsWith(below);
        if (ours && refuses(operation, "of the disk", file.toString())) {
            throw new FileSystemException(file.toString(), null, "No space left on device");
        }
    }

    /**
     * Whether this is the call that is refused.
     *
     * @param kind such as {@code of the store}
     * @param on the file, the statement, the report
     */
    public static synchronized boolean refuses(String operation, String kind, String on) {
        if (folder == null) {
            return false;
        }
        String callers =
                STACK.walk(frames -> frames.filter(frame -> frame.getClassName().startsWith(OURS)
                                && !frame.getClassName().startsWith(TESTS))
                        .map(Calls::name)
                        .distinct()
                        .limit(CALLERS)
                        .collect(Collectors.joining(" < ")));
        if (callers.isEmpty()) {
            return false;
        }
        Call call = new Call(operation, kind, callers, MADE.merge(operation + callers, 1, Integer::sum));
        if (planned != null) {
            return isPlanned(planned, call);
        }
        LISTED.add(call);
        boolean refuses = call.equals(refused);
        if (refuses) {
            refusal = on;
        }
        return refuses;
    }

    /** Class and method; a lambda counts as the method it stands in. */
    private static String name(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        String method = frame.getMethodName();
        return name.substring(name.lastIndexOf('.') + 1) + "."
                + (method.startsWith("lambda$") ? method.split("\\$")[1] : method);
    }
}
