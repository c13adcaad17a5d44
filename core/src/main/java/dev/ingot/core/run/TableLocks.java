package dev.ingot.core.run;

import dev.ingot.api.table.TableName;

/** Keeps two runs off the same table. Thread-safe. */
@FunctionalInterface
public interface TableLocks {

    /** For runs that nothing else can touch. */
    TableLocks NONE = table -> () -> {};

    /**
     * Takes the lock of a table.
     *
     * @throws dev.ingot.api.error.IngotException with {@link dev.ingot.api.error.ExitCode#LOCKED} if another run holds it
     */
    Held hold(TableName table);

    /** A lock that is held; closing gives it back. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
