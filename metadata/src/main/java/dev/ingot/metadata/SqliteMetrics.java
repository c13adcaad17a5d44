package dev.ingot.metadata;

import dev.ingot.core.store.QualityMetrics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code quality_metric}. */
final class SqliteMetrics implements QualityMetrics {

    private final Database database;

    SqliteMetrics(Database database) {
        this.database = database;
    }

    @Override
    public void record(String run, String node, String name, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(name + " of " + node + " is not a number");
        }
        database.execute(handle -> handle.sql("""
                        INSERT INTO quality_metric (run_id, node_id, name, value, measured_at)
                        VALUES (:run, :node, :name, :value, :now)
                        ON CONFLICT (run_id, node_id, name) DO UPDATE
                        SET value = excluded.value, measured_at = excluded.measured_at
                        """)
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
                        SELECT * FROM quality_metric WHERE node_id = :node AND name = :name
                         ORDER BY measured_at DESC, rowid DESC LIMIT :limit
                        """)
                .bind("node", node)
                .bind("name", name)
                .bind("limit", limit)
                .list(SqliteMetrics::entry));
    }

    @Override
    public List<Entry> since(String name, Instant from) {
        return database.read(handle -> handle.sql("""
                        SELECT * FROM quality_metric WHERE name = :name AND measured_at >= :from
                         ORDER BY measured_at, rowid
                        """)
                .bind("name", name)
                .bind("from", Times.text(from))
                .list(SqliteMetrics::entry));
    }

    @Override
    public List<Entry> ofRun(String run) {
        return database.read(
                handle -> handle.sql("SELECT * FROM quality_metric WHERE run_id = :run ORDER BY node_id, name")
                        .bind("run", run)
                        .list(SqliteMetrics::entry));
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
