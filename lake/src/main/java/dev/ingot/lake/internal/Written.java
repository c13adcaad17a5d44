package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;

/**
 * What a way of writing found out.
 *
 * @param removed rows of the table that went without a row of the select
 * @param versions rows that the table gained beside the inserted ones
 * @param gone rows that the select, being the whole table, has no more: deleted, or closed in a history
 * @param operation as the history will show it
 */
record Written(Counts counts, long removed, long versions, long gone, String operation) {

    Written(Counts counts, long removed, long versions, String operation) {
        this(counts, removed, versions, 0, operation);
    }

    /** What {@code rowsBefore} becomes by these counts. */
    long rowsAfter(long rowsBefore) {
        return rowsBefore + counts.inserted() - counts.deleted() - removed + versions;
    }
}
