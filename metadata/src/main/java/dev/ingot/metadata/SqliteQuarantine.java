package dev.ingot.metadata;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.QuarantineIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
    public void follow(TableName table, List<QuarantineGroup> waiting, @Nullable Resolution left, String run) {
        database.execute(handle -> {
            List<Entry> known = known(handle, table);
            Map<Kind, Long> counted = counted(waiting, known);
            for (Entry entry : known) {
                long there = Objects.requireNonNullElse(counted.remove(Kind.of(entry)), 0L);
                if (there != entry.open()) {
                    handle.sql("UPDATE quarantine SET open_rows = :there, rows = max(rows, :there) WHERE id = :id")
                            .bind("there", there)
                            .bind("id", entry.id())
                            .execute();
                    note(handle, entry, there, left, run);
                }
            }
            waiting.forEach(group -> {
                Long rows = counted.remove(Kind.of(group));
                if (rows != null) {
                    insert(
                            handle,
                            group.run(),
                            group.pipeline(),
                            table,
                            group.batch(),
                            List.of(new Rejection(group.rule(), group.sample().reason(), rows, group.sample())));
                }
            });
        });
    }

    private List<Entry> known(Handle handle, TableName table) {
        return Columns.bindTable(
                        handle.sql("SELECT * FROM quarantine WHERE warehouse = :warehouse"
                                + " AND schema_name = :schema_name AND table_name = :table_name ORDER BY id"),
                        table)
                .bind("warehouse", warehouse)
                .list(SqliteQuarantine::entry);
    }

    /** What is counted as one: the columns by which an entry is unique in its table. */
    private record Kind(String run, String pipeline, long batch, String rule, String reason) {

        static Kind of(Entry entry) {
            return new Kind(entry.run(), entry.pipeline(), entry.batch(), entry.rule(), entry.reason());
        }

        static Kind of(QuarantineGroup group) {
            return new Kind(
                    group.run(),
                    group.pipeline(),
                    group.batch(),
                    group.rule(),
                    group.sample().reason());
        }

        Kind ofRule() {
            return new Kind(run, pipeline, batch, rule, "");
        }
    }

    /**
     * How many rows there are of each kind. The index says one reason for all rows of a rule, and the warehouse one for
     * each file: a reason that the index does not know counts with the first one of its rule.
     */
    private static Map<Kind, Long> counted(List<QuarantineGroup> waiting, List<Entry> known) {
        Set<Kind> kinds = known.stream().map(Kind::of).collect(Collectors.toSet());
        Map<Kind, Kind> first = new HashMap<>();
        known.forEach(entry -> first.putIfAbsent(Kind.of(entry).ofRule(), Kind.of(entry)));
        Map<Kind, Long> counted = new HashMap<>();
        for (QuarantineGroup group : waiting) {
            Kind kind = Kind.of(group);
            if (!kinds.contains(kind)) {
                first.putIfAbsent(kind.ofRule(), kind);
                kind = Objects.requireNonNull(first.get(kind.ofRule()));
            }
            counted.merge(kind, group.rows(), Long::sum);
        }
        return counted;
    }

    /** Keeps how rows left, and forgets it where they are there again. */
    private void note(Handle handle, Entry entry, long there, @Nullable Resolution left, String run) {
        if (there > entry.open()) {
            handle.sql("DELETE FROM quarantine_settlement WHERE quarantine_id = :id AND run_id = :run")
                    .bind("id", entry.id())
                    .bind("run", run)
                    .execute();
        } else if (left != null) {
            handle.sql("""
                            INSERT INTO quarantine_settlement (quarantine_id, rows, resolution, run_id, settled_at)
                            VALUES (:id, :rows, :resolution, :run, :now)
                            """)
                    .bind("id", entry.id())
                    .bind("rows", entry.open() - there)
                    .bind("resolution", left.name().toLowerCase(Locale.ROOT))
                    .bind("run", run)
                    .bind("now", Times.text(database.now()))
                    .execute();
        }
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
