package dev.ingot.core.store;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many rows each batch sent to quarantine, and why. The rows themselves are in the warehouse. */
public interface QuarantineIndex {

    /**
     * Records the rejections of a run's attempt at a batch, of which so many are in quarantine now; the same again
     * changes nothing. What an earlier run's attempt at this batch had rejected is open no more: the warehouse has
     * replaced it.
     */
    void record(String run, String pipeline, TableName table, long batch, List<Rejection> rejections);

    /**
     * Makes the index what the warehouse counts: rows that are no longer there are closed, those that are there again
     * are open again, and those that the index does not know of come in.
     *
     * @param waiting all that is in quarantine of the table
     * @param left how rows left; null: they were found bad again, and stand under another run now
     * @param run in which they left
     */
    void follow(TableName table, List<QuarantineGroup> waiting, @Nullable Resolution left, String run);

    /** Entries that match, newest first; entries without open rows only if asked for. */
    List<Entry> find(@Nullable TableName table, @Nullable String run, boolean onlyOpen, int limit);

    /** How rows left quarantine. */
    enum Resolution {
        REPLAYED,
        PURGED,
        /** The run that rejected them was undone. */
        UNDONE
    }

    /**
     * @param rows that were rejected
     * @param open of them still in quarantine
     * @param sampleRaw one of the records as it stood in the file
     */
    record Entry(
            long id,
            String run,
            String pipeline,
            TableName table,
            long batch,
            String rule,
            String reason,
            long rows,
            long open,
            String sampleFile,
            long samplePosition,
            String sampleRaw,
            Instant at) {}
}
