package dev.ingot.core.store;

import dev.ingot.api.source.SourceFile;
import dev.ingot.api.warehouse.Warehouse.BatchHistory;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import java.util.List;

/**
 * Which files each pipeline has read, and with which batch. The truth is in the warehouse, where the position commits
 * with the data; the ledger follows it, and {@link #recover} closes the gap that a crash leaves between the two.
 */
public interface FileLedger {

    /** The files in force, by path; of a file that was read several times the newest reading. */
    List<SourceFile> files(String pipeline);

    /**
     * Records a committed batch: its position and its files, in one transaction.
     *
     * @param files may be empty; batch, run and pipeline of each are those of the batch
     * @return false where the batch was known already, and nothing was written
     */
    boolean record(String pipeline, long batch, String run, String position, List<SourceFile> files);

    /**
     * Records a batch that the warehouse has and the ledger has not, because a process died between the two. The files
     * are taken from the position: {@code {"files": [{"path": …, "size": …, "fingerprint": …, "modified": …}]}}, where
     * it has them. Idempotent; a batch that was undone stays undone.
     *
     * @return whether anything was missing
     */
    boolean recover(String pipeline, CommittedBatch committed);

    /** The files that a batch of a warehouse says it was read from; none where its source has no files. */
    List<SourceFile> filesOf(CommittedBatch committed);

    /**
     * Takes over batches that a store of before knew without saying of which warehouse: those that this one has in its
     * log. Where the log no longer goes back to the beginning, everything before its first batch is taken for its own.
     */
    void adopt(String pipeline, BatchHistory log);

    /**
     * Makes the ledger what the warehouse's log says. A batch that the log does not have is taken back, because its rows
     * are not in the table: the table was restored from a copy, or lost its last commits. A batch that the log has and
     * the ledger has not, or has not in force, is recorded; all but the newest, which {@link #recover} records when
     * everything else of it is done. Where the log does not go back to the beginning, older batches stay as they are.
     */
    Alignment align(String pipeline, BatchHistory log);

    /**
     * @param takenBack batches that the log does not have
     * @param recorded batches that the ledger had not, or had not in force
     */
    record Alignment(List<Position> takenBack, List<CommittedBatch> recorded) {
        public Alignment {
            takenBack = List.copyOf(takenBack);
            recorded = List.copyOf(recorded);
        }
    }

    /**
     * Takes back the batches of a run: their files count as not read. The rows stay, marked as undone.
     *
     * @return the batches that were taken back
     */
    List<Position> forgetRun(String run);

    /** Takes back everything that was recorded of a pipeline, as if it had never run; returns the batches. */
    List<Position> forgetPipeline(String pipeline);
}
