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
 * @param order which of two rows with the same key wins: the first by this order; ties go to the later record of the
 *     later file
 * @param recordPosition whether to add {@code _ingot_position}, the record's number in its file
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
        boolean recordPosition) {

    public LoadPlan {
        key = List.copyOf(key);
        order = List.copyOf(order);
        partitionBy = List.copyOf(partitionBy);
    }

    /** One term of an order; nulls always lose. */
    public record OrderBy(String column, boolean descending) {}
}
