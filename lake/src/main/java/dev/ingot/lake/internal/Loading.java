package dev.ingot.lake.internal;

import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import java.util.Collection;
import java.util.List;

/** What the warehouse hands on to the part that loads batches. Thread-safe. */
public interface Loading {

    LoadResult load(Batch batch, LoadPlan plan, StepControl control);

    List<QuarantinedRow> quarantined(TableName table, int limit);

    List<QuarantinedRow> quarantined(TableName table, Collection<String> ids);

    List<QuarantineGroup> quarantineGroups(TableName table);

    /** The table of a table's bad rows, whether it is there yet or not. */
    TableName quarantineOf(TableName table);

    long purgeQuarantine(TableName table, Collection<String> ids);

    long purgeQuarantine(TableName table);

    void supersedeQuarantine(TableName table, String pipeline, CommittedBatch by, Collection<String> files);
}
