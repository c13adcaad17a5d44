package dev.ingot.metadata;

import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.SchemaHistory;
import java.util.List;

/** The table {@code schema_history}. */
final class SqliteSchemaHistory implements SchemaHistory {

    private final Database database;
    private final String warehouse;

    SqliteSchemaHistory(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public void record(String run, String node, TableName table, List<SchemaChange> changes) {
        database.execute(handle -> changes.forEach(change -> Columns.bindTable(handle.sql("""
                                INSERT INTO schema_history (warehouse, run_id, node_id, schema_name, table_name, kind,
                                    column_name, value_before, value_after, changed_at)
                                VALUES (:warehouse, :run, :node, :schema_name, :table_name, :kind, :column, :before,
                                    :after, :now)
                                """), table)
                .bind("warehouse", warehouse)
                .bind("run", run)
                .bind("node", node)
                .bind("kind", change.kind())
                .bind("column", change.column())
                .bind("before", change.before())
                .bind("after", change.after())
                .bind("now", Times.text(database.now()))
                .execute()));
    }

    @Override
    public List<Entry> history(TableName table, int limit) {
        return database.read(handle -> Columns.bindTable(handle.sql("""
                                SELECT * FROM schema_history
                                 WHERE warehouse = :warehouse AND schema_name = :schema_name
                                   AND table_name = :table_name
                                 ORDER BY id DESC LIMIT :limit
                                """), table)
                .bind("warehouse", warehouse)
                .bind("limit", limit)
                .list(row -> new Entry(
                        row.getString("run_id"),
                        row.getString("node_id"),
                        Columns.table(row),
                        new SchemaChange(
                                row.getString("kind"),
                                row.getString("column_name"),
                                row.getString("value_before"),
                                row.getString("value_after")),
                        Times.instant(row.getString("changed_at")))));
    }
}
