package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import java.nio.file.InvalidPathException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The problems that arise in more than one place. */
final class DeltaProblems {

    /** How Java prints an object that has no text of its own; Parquet's reader puts such into its messages. */
    private static final Pattern JAVA_OBJECT = Pattern.compile("[\\w.$]+@[0-9a-f]{4,8}\\b");

    private DeltaProblems() {}

    static IngotException unsupported(String table, String feature, String why, String fix) {
        return Problem.of(DeltaError.UNSUPPORTED_FEATURE, "the table uses '" + feature + "', which is not supported")
                .at(Place.of(table))
                .because(why)
                .fix(fix)
                .toException();
    }

    static IngotException corrupt(String place, String what) {
        return corruptLog(place, what).toException();
    }

    static IngotException corrupt(String place, String what, Throwable cause) {
        return new IngotException(corruptLog(place, what).because(reason(cause)), cause);
    }

    private static Problem corruptLog(String place, String what) {
        return Problem.of(DeltaError.CORRUPT_LOG, what)
                .at(Place.of(place))
                .fix(
                        "Put the file back from a backup of this table. The newest commit can be deleted instead: the next run"
                                + " reads again what it brought. Else, where there is no backup, move the table's folder"
                                + " out of the lake and run with --full-refresh.");
    }

    static IngotException damagedCheckpoint(String file, long missing, @Nullable Throwable cause) {
        String why = "Commit " + missing + " is no longer in the log, so the checkpoint is needed"
                + (cause == null ? "." : ": " + reason(cause) + ".");
        Problem problem = corruptLog(
                        file, cause == null ? "parts of a checkpoint are missing" : "a checkpoint cannot be read")
                .because(why);
        return cause == null ? problem.toException() : new IngotException(problem, cause);
    }

    static IngotException disk(String place, String what, Exception cause) {
        return new IngotException(
                Problem.of(DeltaError.DISK, what)
                        .at(Place.of(place))
                        .because(FreeSpace.added(reason(cause), place))
                        .fix("Check free space and permissions, then run again."),
                cause);
    }

    /** Java cannot name a file whose characters the locale does not have. */
    static IngotException unnameable(String file, InvalidPathException cause) {
        return new IngotException(
                Problem.of(DeltaError.DISK, "the file '" + file + "' cannot be named under this locale")
                        .fix("Start the program with a UTF-8 locale, for example LC_ALL=C.UTF-8."),
                cause);
    }

    static IngotException invalid(String table, String what) {
        return Problem.of(DeltaError.INVALID_COMMIT, what).at(Place.of(table)).toException();
    }

    /** The innermost sentence of an exception; Java's file exceptions say no more than the path, so the type helps. */
    static String reason(Throwable thrown) {
        Throwable inner = thrown;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String message = inner.getMessage();
        if (message == null) {
            return inner.getClass().getSimpleName();
        }
        String sentence =
                JAVA_OBJECT.matcher(message.lines().findFirst().orElse("")).replaceAll("the file");
        return inner.getClass() == RuntimeException.class
                ? sentence
                : inner.getClass().getSimpleName() + ": " + sentence;
    }
}
