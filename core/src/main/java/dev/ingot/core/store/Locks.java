package dev.ingot.core.store;

import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;

/**
 * One lock per table, with a lease that {@link MetadataStore#heartbeat} extends. A lock whose owner is dead (its process
 * is gone, or has another start) or whose lease has run out is taken over.
 */
public interface Locks {

    /**
     * Takes the lock, atomically.
     *
     * @return to be closed when the table is done
     * @throws dev.ingot.api.error.IngotException {@code INGOT-META-…} with exit code LOCKED, naming the owner, if a
     *     living run holds it. The same run cannot take a lock twice.
     */
    Lease acquire(TableName table, RunOwner owner);

    /** All locks that stand, by table. */
    List<Held> held();

    /** A lock that is held. */
    interface Lease extends AutoCloseable {

        TableName table();

        /** Frees the lock if it is still ours; again does nothing. */
        @Override
        void close();
    }

    record Held(TableName table, RunOwner owner, Instant since, Instant leaseUntil) {}
}
