package dev.ingot.api.warehouse;

import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that holds tables and runs SQL. Thread-safe; sessions are not. */
public interface Warehouse extends AutoCloseable {

    /** The connection's name. */
    String name();

    /**
     * The identity that is written in the warehouse; made when it is first asked for.
     *
     * @return {@link WarehouseId#READ_ONLY} where there is none yet and none may be written
     */
    WarehouseId id();

    Optional<TableInfo> find(TableName name);

    /** Every table and view, sorted by name. */
    List<TableInfo> list();

    /**
     * Opens a session over the newest published state of all relations.
     *
     * @param overlay tables to be seen as staged instead of as published
     */
    default Session open(Collection<Staged> overlay) {
        return open(overlay, Map.of());
    }

    /**
     * @param views to be seen with these selects, which are not published
     */
    Session open(Collection<Staged> overlay, Map<TableName, String> views);

    /**
     * Opens a session over the tables as they were at a moment. A table that was made later is not there; views are as
     * they are now, over the tables of then.
     */
    Session openAt(Instant moment);

    /**
     * Opens what runs SQL that people write, not models: one statement that reads, and nothing else. It changes no table,
     * reads no file outside the warehouse, loads no extension and changes no setting; all of that is refused.
     *
     * @param moment as of when; null: the newest published state
     */
    SqlReader reader(@Nullable Instant moment);

    /** The versions of a table that are still in its log, newest first, at most {@code limit}. */
    List<TableVersion> history(TableName table, int limit);

    /** Loads a batch: cast, check, split, deduplicate, count, write, commit with the batch's number and position. */
    LoadResult load(Batch batch, LoadPlan plan, StepControl control);

    /** The last batch that the table has of this pipeline: the truth after a crash. */
    Optional<CommittedBatch> lastBatch(TableName table, String pipeline);

    /** Every batch of this pipeline that is in effect, as far as the table's log goes back: what a lost ledger is made from. */
    BatchHistory batches(TableName table, String pipeline);

    /** Quarantined rows of a table, oldest first, at most {@code limit}. */
    List<QuarantinedRow> quarantined(TableName table, int limit);

    /** Those of these rows, by id, that are in quarantine of a table. */
    default List<QuarantinedRow> quarantined(TableName table, Collection<String> ids) {
        return List.of();
    }

    /** What is in quarantine of a table, counted; the oldest first. */
    default List<QuarantineGroup> quarantineGroups(TableName table) {
        return List.of();
    }

    /**
     * The table in which a table's bad rows are kept, where they are kept in one. A load or a replay changes it beside
     * the table itself, and whoever takes those back must restore both.
     */
    default Optional<TableName> quarantineOf(TableName table) {
        return Optional.empty();
    }

    /** Takes rows out of quarantine, by id; returns how many were there. */
    long purgeQuarantine(TableName table, Collection<String> ids);

    /** Takes all rows of a table out of quarantine; returns how many there were. */
    default long purgeQuarantine(TableName table) {
        return 0;
    }

    /**
     * Takes out of quarantine what batches before this one left there of files that its run has read again as a whole.
     * Which of their rows are bad stands there under this run by now; the others are in the table.
     *
     * @param files empty: whatever the rows came from
     */
    default void supersedeQuarantine(TableName table, String pipeline, CommittedBatch by, Collection<String> files) {}

    /**
     * Refuses a version that {@link #restore} could not put a table back to, as long as that can be told beforehand.
     *
     * @throws dev.ingot.api.error.IngotException for example if vacuum has removed its files
     */
    default void requireVersion(TableName table, long version) {}

    /** Puts a table back to an earlier version (−1: drops it), as a new version of it. */
    TableChange restore(TableName table, long version, Session.WriteTag tag);

    /** Removes a relation. Its files stay until vacuum. */
    void drop(TableName name);

    /** Merges small files and removes those that no retained version needs. */
    MaintenanceResult maintain(TableName table, MaintenanceRequest request);

    @Override
    void close();

    /**
     * @param node what made it: a pipeline's name or a model's unique id; empty where something else did
     * @param run the run's id; empty where there was none
     * @param counts the conservation law of that write, as text; empty where it is not known
     * @param rows of the table from then on, −1 where it is not known
     * @param changesRows false where the same rows were only put into other files
     */
    record TableVersion(
            long version,
            Instant at,
            String operation,
            String node,
            String run,
            String counts,
            long rows,
            boolean changesRows) {}

    /**
     * @param batches oldest first
     * @param complete false where the log has been shortened, so that there may have been more
     */
    record BatchHistory(List<CommittedBatch> batches, boolean complete) {
        public BatchHistory {
            batches = List.copyOf(batches);
        }
    }

    /**
     * @param position as the batch gave it
     */
    record CommittedBatch(long batch, long version, String run, String position) {}

    /**
     * @param optimize whether to merge small files
     * @param retention files younger than this are kept by vacuum; null: no vacuum
     * @param dryRun only say what would be done
     */
    record MaintenanceRequest(boolean optimize, java.time.@Nullable Duration retention, boolean dryRun) {}

    record MaintenanceResult(int filesMerged, int filesWritten, int filesRemoved, long bytesRemoved) {}
}
