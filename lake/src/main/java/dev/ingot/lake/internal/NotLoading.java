package dev.ingot.lake.internal;

import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import java.util.Collection;
import java.util.List;

/** For a lake that only runs SQL: batches are refused. */
public final class NotLoading implements Loading {

    @Override
    public LoadResult load(Batch batch, LoadPlan plan, StepControl control) {
        throw new UnsupportedOperationException("this lake was opened without the part that loads batches");
    }

    @Override
    public List<QuarantinedRow> quarantined(TableName table, int limit) {
        throw new UnsupportedOperationException("this lake was opened without the part that loads batches");
    }

    @Override
    public long purgeQuarantine(TableName table, Collection<String> ids) {
        throw new UnsupportedOperationException("this lake was opened without the part that loads batches");
    }
}
