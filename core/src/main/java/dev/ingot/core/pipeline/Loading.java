package dev.ingot.core.pipeline;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.run.StepContext;
import java.util.Optional;
import java.util.function.Supplier;

/** A load that tells of both tables that it changes: the one it is for, and the one of its bad rows. */
final class Loading {

    private Loading() {}

    /**
     * Loads a batch that is read for the first time.
     *
     * @throws dev.ingot.api.error.IngotException if the table has a batch of this number, which is then another one
     */
    static LoadResult loadNew(Warehouse warehouse, Batch batch, LoadPlan plan, StepContext context) {
        LoadResult result = load(warehouse, batch, plan, context);
        if (result.alreadyLoaded()) {
            throw Problem.of(
                            PipelineError.LOADED_BESIDE,
                            "Another process loaded batch " + plan.batch() + " of '" + plan.pipeline() + "' into "
                                    + plan.table() + " while this one was read.")
                    .toException();
        }
        return result;
    }

    static LoadResult load(Warehouse warehouse, Batch batch, LoadPlan plan, StepContext context) {
        return besideQuarantine(warehouse, plan.table(), context, () -> {
            LoadResult result = warehouse.load(batch, plan, context.control());
            context.committed().accept(result.change());
            return result;
        });
    }

    /** Does what may change the quarantine of a table, and says so where it did. */
    static <T> T besideQuarantine(Warehouse warehouse, TableName table, StepContext context, Supplier<T> work) {
        Optional<TableName> quarantine = warehouse.quarantineOf(table);
        long before = version(warehouse, quarantine);
        try {
            return work.get();
        } finally {
            // Also where the load failed: the bad rows may be what it failed for.
            long after = version(warehouse, quarantine);
            if (after != before) {
                context.committed().accept(new TableChange(quarantine.orElseThrow(), before, after));
            }
        }
    }

    private static long version(Warehouse warehouse, Optional<TableName> table) {
        return table.flatMap(warehouse::find).map(TableInfo::version).orElse(-1L);
    }
}
