package dev.ingot.api.load;

import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;

/**
 * Everything a warehouse needs to know to load one batch.
 *
 * @param pipeline its name; also the application id under which batches are numbered in the table
 * @param batch the number of this batch for the pipeline, from 1; a batch that the table already has is not loaded again.
 *     Written to {@code _ingot_batch}: the order in which rows came into the table, whatever the clock said
 * @param run the run's id, written to {@code _ingot_run}
 * @param loadedAt written to {@code _ingot_loaded_at}
 * @param key needed for MERGE and SNAPSHOT; where given, duplicates inside a batch are resolved for every mode
 * @param order which of two rows with the same key wins, also against the table's row: the first by this order; ties go
 *     to the later record of the later file
 * @param recordPosition whether to add {@code _ingot_position}, the record's number in its file
 * @param sequence the files of this batch and those that count as later, as they came together, oldest first: a row of
 *     the table that came from a later file stays, and the batch's row counts as deduplicated. Empty: this batch is the
 *     newest
 * @param missing what becomes of rows whose key the batch lacks; a batch of replayed records lacks none
 */
public record LoadPlan(
        String pipeline,
        long batch,
        String run,
        Instant loadedAt,
        TableName table,
        LoadMode mode,
        Contract contract,
        List<String> key,
        List<OrderBy> order,
        List<String> partitionBy,
        Threshold threshold,
        boolean recordPosition,
        List<List<String>> sequence,
        MissingRows missing) {

    public LoadPlan {
        key = List.copyOf(key);
        order = List.copyOf(order);
        partitionBy = List.copyOf(partitionBy);
        sequence = sequence.stream().map(List::copyOf).toList();
    }

    /** For a batch that is the newest and says nothing of rows that it lacks. */
    public LoadPlan(
            String pipeline,
            long batch,
            String run,
            Instant loadedAt,
            TableName table,
            LoadMode mode,
            Contract contract,
            List<String> key,
            List<OrderBy> order,
            List<String> partitionBy,
            Threshold threshold,
            boolean recordPosition) {
        this(
                pipeline,
                batch,
                run,
                loadedAt,
                table,
                mode,
                contract,
                key,
                order,
                partitionBy,
                threshold,
                recordPosition,
                List.of(),
                MissingRows.KEEP);
    }

    /** One term of an order; nulls always lose. */
    public record OrderBy(String column, boolean descending) {}
}
