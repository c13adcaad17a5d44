package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long a command waits for tables that another one holds.
 *
 * @param longest zero: it fails at once
 * @param told hears once of a lock that was met
 */
public record LockWait(Duration longest, Consumer<Problem> told) {

    /** Fails at once. */
    public static final LockWait NONE = new LockWait(Duration.ZERO, locked -> {});

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    /**
     * Tries until it succeeds, or fails otherwise than by a lock, or it has waited long enough.
     *
     * @throws IngotException with exit code LOCKED, naming who holds the table
     */
    <T> T until(Supplier<T> attempt) {
        long began = System.nanoTime();
        boolean said = false;
        while (true) {
            try {
                return attempt.get();
            } catch (IngotException e) {
                if (e.first().code().exit() != ExitCode.LOCKED
                        || System.nanoTime() - began >= longest.toNanos()
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (!said) {
                    told.accept(e.first());
                    said = true;
                }
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
    }
}
