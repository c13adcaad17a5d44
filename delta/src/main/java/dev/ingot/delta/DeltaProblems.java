package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.InvalidPathException;

/** The problems that arise in more than one place. */
final class DeltaProblems {

    private DeltaProblems() {}

    static IngotException unsupported(String table, String feature, String why, String fix) {
        return Problem.of(DeltaError.UNSUPPORTED_FEATURE, "the table uses '" + feature + "', which is not supported")
                .at(Place.of(table))
                .because(why)
                .fix(fix)
                .toException();
    }

    static IngotException corrupt(String place, String what) {
        return Problem.of(DeltaError.CORRUPT_LOG, what).at(Place.of(place)).toException();
    }

    static IngotException corrupt(String place, String what, Throwable cause) {
        return new IngotException(
                Problem.of(DeltaError.CORRUPT_LOG, what).at(Place.of(place)).because(reason(cause)), cause);
    }

    static IngotException disk(String place, String what, IOException cause) {
        return new IngotException(
                Problem.of(DeltaError.DISK, what)
                        .at(Place.of(place))
                        .because(reason(cause))
                        .fix("Check free space and permissions."),
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
        return message == null
                ? inner.getClass().getSimpleName()
                : inner.getClass().getSimpleName() + ": "
                        + message.lines().findFirst().orElse("");
    }
}
