package dev.ingot.metadata;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.QuarantineIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tables {@code quarantine} and {@code quarantine_settlement}. */
final class SqliteQuarantine implements QuarantineIndex {

    private final Database database;
    private final String warehouse;

    SqliteQuarantine(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public void record(String run, String pipeline, TableName table, long batch, List<Rejection> rejections) {
        database.execute(handle -> {
            Columns.bindTable(handle.sql("""
                            UPDATE quarantine SET open_rows = 0
                             WHERE warehouse = :warehouse AND pipeline = :pipeline AND batch = :batch AND run_id <> :run
                               AND schema_name = :schema_name AND table_name = :table_name
                            """), table)
                    .bind("warehouse", warehouse)
                    .bind("pipeline", pipeline)
                    .bind("batch", batch)
                    .bind("run", run)
                    .execute();
            insert(handle, run, pipeline, table, batch, rejections);
        });
    }

    private void insert(
            Handle handle, String run, String pipeline, TableName table, long batch, List<Rejection> rejections) {
        rejections.forEach(rejection -> Columns.bindTable(handle.sql("""
                                INSERT INTO quarantine (warehouse, run_id, pipeline, schema_name, table_name, batch, rule,
                                    reason, rows, open_rows, sample_file, sample_position, sample_raw, created_at)
                                VALUES (:warehouse, :run, :pipeline, :schema_name, :table_name, :batch, :rule,
                                    :reason, :rows, :rows, :file, :position, :raw, :now)
                                ON CONFLICT (run_id, pipeline, batch, schema_name, table_name, rule, reason) DO UPDATE
                                SET open_rows = min(rows, excluded.rows)
                                """), table)
                .bind("warehouse", warehouse)
                .bind("run", run)
                .bind("pipeline", pipeline)
                .bind("batch", batch)
                .bind("rule", rejection.rule())
                .bind("reason", rejection.reason())
                .bind("rows", rejection.rows())
                .bind("file", rejection.sample().file())
                .bind("position", rejection.sample().position())
                .bind("raw", rejection.sample().raw())
                .bind("now", Times.text(database.now()))
                .execute());
    }

    @Override
    public List<Entry> find(@Nullable TableName table, @Nullable String run, boolean onlyOpen, int limit) {
        return database.read(handle -> handle.sql("""
                        SELECT * FROM quarantine
                         WHERE warehouse = :warehouse
                           AND (:schema IS NULL OR (schema_name = :schema AND table_name = :table))
                           AND (:run IS NULL OR run_id = :run)
                           AND (open_rows > 0 OR NOT :only_open)
                         ORDER BY id DESC LIMIT :limit
                        """)
                .bind("warehouse", warehouse)
                .bind("schema", table == null ? null : table.schema())
                .bind("table", table == null ? null : table.name())
                .bind("run", run)
                .bind("only_open", onlyOpen)
                .bind("limit", limit)
                .list(SqliteQuarantine::entry));
    }

    @Override
    public long settle(long id, long rows, Resolution resolution, String run) {
        return database.write(handle -> {
            long settled = Math.min(rows, open(handle, id));
            if (settled <= 0) {
                return 0L;
            }
            handle.sql("UPDATE quarantine SET open_rows = open_rows - :rows WHERE id = :id")
                    .bind("rows", settled)
                    .bind("id", id)
                    .execute();
            handle.sql("""
                            INSERT INTO quarantine_settlement (quarantine_id, rows, resolution, run_id, settled_at)
                            VALUES (:id, :rows, :resolution, :run, :now)
                            """)
                    .bind("id", id)
                    .bind("rows", settled)
                    .bind("resolution", resolution.name().toLowerCase(Locale.ROOT))
                    .bind("run", run)
                    .bind("now", Times.text(database.now()))
                    .execute();
            return settled;
        });
    }

    @Override
    public long reopen(String run) {
        return database.write(handle -> {
            long rows = handle.sql("SELECT coalesce(sum(rows), 0) FROM quarantine_settlement"
                            + " WHERE run_id = :run AND resolution = 'replayed'")
                    .bind("run", run)
                    .one(row -> row.getLong(1));
            handle.sql("""
                            UPDATE quarantine SET open_rows = open_rows +
                                (SELECT sum(s.rows) FROM quarantine_settlement s
                                  WHERE s.quarantine_id = quarantine.id AND s.run_id = :run
                                    AND s.resolution = 'replayed')
                             WHERE id IN (SELECT quarantine_id FROM quarantine_settlement
                                           WHERE run_id = :run AND resolution = 'replayed')
                            """).bind("run", run).execute();
            handle.sql("DELETE FROM quarantine_settlement WHERE run_id = :run AND resolution = 'replayed'")
                    .bind("run", run)
                    .execute();
            return rows;
        });
    }

    private static long open(Handle handle, long id) {
        return handle.sql("SELECT open_rows FROM quarantine WHERE id = :id")
                .bind("id", id)
                .first(row -> row.getLong(1))
                .orElseThrow(() -> Problem.of(
                                MetadataError.UNKNOWN, "The metadata store has no quarantine entry " + id + ".")
                        .toException());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getString("run_id"),
                row.getString("pipeline"),
                Columns.table(row),
                row.getLong("batch"),
                row.getString("rule"),
                row.getString("reason"),
                row.getLong("rows"),
                row.getLong("open_rows"),
                row.getString("sample_file"),
                row.getLong("sample_position"),
                row.getString("sample_raw"),
                Times.instant(row.getString("created_at")));
    }
}
