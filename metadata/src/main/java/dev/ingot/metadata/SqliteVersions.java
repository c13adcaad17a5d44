package dev.ingot.metadata;

import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.TableVersions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code table_version}. */
final class SqliteVersions implements TableVersions {

    private static final String SELECT = """
            SELECT v.*, a.run_id, a.node_id FROM table_version v
              JOIN audit a ON a.audit_id = v.audit_id
              JOIN run r ON r.run_id = a.run_id AND r.warehouse = :warehouse
            """;

    private final Database database;
    private final String warehouse;

    SqliteVersions(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public void record(long auditId, TableChange change) {
        record(auditId, change, database.now());
    }

    @Override
    public void record(long auditId, TableChange change, Instant at) {
        database.execute(handle -> record(handle, auditId, change, at));
    }

    static void record(Handle handle, long auditId, TableChange change, Instant at) {
        if (change.before() == change.after()) {
            return;
        }
        Columns.bindTable(handle.sql("""
                                INSERT INTO table_version (audit_id, schema_name, table_name, version_before,
                                    version_after, changed_at)
                                VALUES (:audit_id, :schema_name, :table_name, :before, :after, :now)
                                ON CONFLICT (audit_id, schema_name, table_name) DO UPDATE
                                SET version_before = min(version_before, excluded.version_before),
                                    version_after = max(version_after, excluded.version_after),
                                    changed_at = excluded.changed_at
                                """), change.table())
                .bind("audit_id", auditId)
                .bind("before", change.before())
                .bind("after", change.after())
                .bind("now", Times.text(at))
                .execute();
    }

    @Override
    public List<Entry> ofRun(String run) {
        return database.read(handle -> handle.sql(SELECT + " WHERE a.run_id = :run ORDER BY v.audit_id, v.rowid")
                .bind("warehouse", warehouse)
                .bind("run", run)
                .list(SqliteVersions::entry));
    }

    @Override
    public List<Entry> ofTable(TableName table, int limit) {
        return database.read(handle -> Columns.bindTable(
                        handle.sql(SELECT
                                + " WHERE v.schema_name = :schema_name AND v.table_name = :table_name"
                                + " ORDER BY v.audit_id DESC, v.rowid DESC LIMIT :limit"),
                        table)
                .bind("warehouse", warehouse)
                .bind("limit", limit)
                .list(SqliteVersions::entry));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("audit_id"),
                row.getString("run_id"),
                row.getString("node_id"),
                new TableChange(Columns.table(row), row.getLong("version_before"), row.getLong("version_after")),
                Times.instant(row.getString("changed_at")));
    }
}
