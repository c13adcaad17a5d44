package dev.ingot.core.store;

import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;

/** Every change of a table's columns. */
public interface SchemaHistory {

    void record(String run, String node, TableName table, List<SchemaChange> changes);

    /** Newest first. */
    List<Entry> history(TableName table, int limit);

    record Entry(String run, String node, TableName table, SchemaChange change, Instant at) {}
}
