package dev.ingot.cdc;

import dev.ingot.api.source.Relation;

/** A table as it was at one place of the log, read in parts, one after the other. For one thread, except {@link #abort}. */
interface TableSnapshot extends AutoCloseable {

    /** Where it stands, with nothing read of the table. */
    Position at();

    /**
     * Reads the next part into a file.
     *
     * @param from behind the part before: of this snapshot, or of an earlier one that was cut short
     */
    Part read(Position from, WorkFiles work);

    /** Ends a reading that waits; called by another thread. */
    void abort();

    @Override
    void close();

    /**
     * A part of the table in a file.
     *
     * @param next behind it, as it is committed with it
     */
    record Part(WorkFile file, Relation.Chunks rows, Position next) implements AutoCloseable {
        @Override
        public void close() {
            file.close();
        }
    }
}
