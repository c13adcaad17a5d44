package dev.ingot.metadata;

import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.QualityMetrics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code quality_metric}. */
final class SqliteMetrics implements QualityMetrics {

    private final Database database;
    private final String warehouse;

    SqliteMetrics(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public void record(String run, String node, String name, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(name + " of " + node + " is not a number");
        }
        database.execute(handle -> handle.sql("""
                        INSERT INTO quality_metric (warehouse, run_id, node_id, name, value, measured_at)
                        VALUES (:warehouse, :run, :node, :name, :value, :now)
                        ON CONFLICT (run_id, node_id, name) DO UPDATE
                        SET value = excluded.value, measured_at = excluded.measured_at
                        """)
                .bind("warehouse", warehouse)
                .bind("run", run)
                .bind("node", node)
                .bind("name", name)
                .bind("value", value)
                .bind("now", Times.text(database.now()))
                .execute());
    }

    @Override
    public List<Entry> series(String node, String name, int limit) {
        return database.read(handle -> handle.sql("""
                        SELECT * FROM quality_metric WHERE warehouse = :warehouse AND node_id = :node AND name = :name
                         ORDER BY measured_at DESC, rowid DESC LIMIT :limit
                        """)
                .bind("node", node)
                .bind("warehouse", warehouse)
                .bind("name", name)
                .bind("limit", limit)
                .list(SqliteMetrics::entry));
    }

    @Override
    public List<Entry> since(String name, Instant from) {
        return database.read(handle -> handle.sql("""
                        SELECT * FROM quality_metric WHERE warehouse = :warehouse AND name = :name AND measured_at >= :from
                         ORDER BY measured_at, rowid
                        """)
                .bind("warehouse", warehouse)
                .bind("name", name)
                .bind("from", Times.text(from))
                .list(SqliteMetrics::entry));
    }

    @Override
    public List<Entry> ofRun(String run) {
        return database.read(handle ->
                handle.sql("""
                        SELECT * FROM quality_metric WHERE warehouse = :warehouse AND run_id = :run
                         ORDER BY node_id, name
                        """).bind("warehouse", warehouse).bind("run", run).list(SqliteMetrics::entry));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("run_id"),
                row.getString("node_id"),
                row.getString("name"),
                row.getDouble("value"),
                Times.instant(row.getString("measured_at")));
    }
}
