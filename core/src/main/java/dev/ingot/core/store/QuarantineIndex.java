package dev.ingot.core.store;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many rows each batch sent to quarantine, and why. The rows themselves are in the warehouse. */
public interface QuarantineIndex {

    /**
     * Records the rejections of a run's attempt at a batch, of which so many are in quarantine now; the same again
     * changes nothing. What an earlier run's
     * attempt at this batch had rejected is open no more: the warehouse has replaced it.
     */
    void record(String run, String pipeline, TableName table, long batch, List<Rejection> rejections);

    /** Entries that match, newest first; entries without open rows only if asked for. */
    List<Entry> find(@Nullable TableName table, @Nullable String run, boolean onlyOpen, int limit);

    /**
     * Says that rows have left quarantine.
     *
     * @param rows at most this many open rows of the entry are closed
     * @return how many were
     */
    long settle(long id, long rows, Resolution resolution, String run);

    /**
     * Takes back what a replay settled, because it was undone: its rows are in quarantine again.
     *
     * @return how many rows
     */
    long reopen(String run);

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
