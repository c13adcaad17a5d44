package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableSchema;

/**
 * The next state of a table, written but not published. {@code rowsAfter = rowsBefore + rows added - rows that went},
 * checked against the files. For one thread.
 */
public interface PendingWrite {

    /** What became of the rows of the select. */
    Counts counts();

    long rowsBefore();

    long rowsAfter();

    /** Rows of the table that go away without a row of the select asking for it. */
    long removed();

    /** Rows that the select has no more, where it is the whole table: deleted, or closed in a history. */
    long gone();

    /** Rows that the table gains beside the inserted ones: versions that a history opened. */
    long versions();

    /** The table's columns after the commit. */
    TableSchema schema();

    /**
     * Makes it visible, atomically. Where nothing would change and there is no batch to record, nothing is committed
     * and the versions are equal. Fails with a retryable conflict if somebody else changed the table in between.
     */
    TableChange commit(CommitNote note);

    /** Deletes what was written; does nothing after a commit, or where it is not known whether it took place. */
    void discard();
}
