package dev.ingot.lake.load;

import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.internal.CommitNote;
import dev.ingot.lake.internal.CopyFiles;
import dev.ingot.lake.internal.Lake;
import dev.ingot.lake.internal.PendingWrite;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.internal.TableWriter;
import dev.ingot.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bad rows of a table, in a table of their own beside it: {@code _ingot_quarantine.<schema>__<table>}. A row is
 * there once, whatever happens: its id is made of pipeline, file, position and raw text, a batch that is tried again
 * replaces what it left before, and a record that is bad again replaces itself.
 */
final class Quarantine {

    static final String SCHEMA = "_ingot_quarantine";
    private static final int MOST_REASONS = 20;
    private static final String COLUMNS =
            "id, pipeline, run, batch, \"at\", rule, reason, file, \"position\", raw, header";
    private static final TableSchema TABLE = new TableSchema(List.of(
            Column.of("id", Simple.STRING),
            Column.of("pipeline", Simple.STRING),
            Column.of("run", Simple.STRING),
            Column.of("batch", Simple.BIGINT),
            Column.of("at", Simple.TIMESTAMP),
            Column.of("rule", Simple.STRING),
            Column.of("reason", Simple.STRING),
            Column.of("file", Simple.STRING),
            Column.of("position", Simple.BIGINT),
            Column.of("raw", Simple.STRING),
            Column.of("header", Simple.STRING)));

    private final Lake lake;
    private final TableWriter writer;
    private final TableName name;

    Quarantine(Lake lake, TableWriter writer, TableName table) {
        this.lake = lake;
        this.writer = writer;
        this.name = of(table);
    }

    static TableName of(TableName table) {
        return TableName.of(SCHEMA, table.schema() + "__" + table.name());
    }

    private Optional<String> stored() {
        Optional<DeltaSnapshot> snapshot = lake.catalog().latest(name);
        return snapshot.map(state -> "(" + CopyFiles.select(state) + ")");
    }

    /**
     * Makes the rows of the batch those of {@code fresh}, and commits.
     *
     * @param fresh a relation with the columns of {@link #COLUMNS}
     * @return how many rows of the batch are in quarantine now, counted there
     */
    long replace(SqlRunner runner, LoadPlan plan, String fresh, boolean any, StepControl control) {
        String mine = "pipeline = " + Sql.text(plan.pipeline()) + " AND batch = " + plan.batch();
        Optional<String> stored = stored();
        String old = any ? "((" + mine + ") OR id IN (SELECT id FROM " + fresh + "))" : "(" + mine + ")";
        boolean superseded = stored.isPresent()
                && runner.number("SELECT count(*) FROM " + stored.get() + " WHERE " + old, control) > 0;
        if (!any && !superseded) {
            return 0;
        }
        String select = any ? "SELECT " + COLUMNS + " FROM " + fresh : "";
        if (superseded) {
            String kept = "SELECT " + COLUMNS + " FROM " + stored.orElseThrow() + " WHERE NOT " + old;
            select = any ? kept + " UNION ALL " + select : kept;
        }
        BuildMode mode = superseded || stored.isEmpty() ? new BuildMode.Replace(List.of()) : new BuildMode.Append();
        commit(runner, select, mode, plan.pipeline(), plan.run(), control);
        return runner.number("SELECT count(*) FROM " + stored().orElseThrow() + " WHERE " + mine, control);
    }

    private void commit(SqlRunner runner, String select, BuildMode mode, String node, String run, StepControl control) {
        lake.catalog().makePrivate(SCHEMA); // raw rows are nobody else's
        PendingWrite write = writer.write(runner.connection(), name, select, TABLE, mode, SchemaPolicy.IGNORE, control);
        try {
            write.commit(new CommitNote("QUARANTINE", node, run, null, 0, null));
        } finally {
            write.discard();
        }
    }

    /** Oldest first. */
    List<QuarantinedRow> rows(SqlRunner runner, int limit) {
        return stored().map(stored -> runner.rows(
                        "SELECT " + COLUMNS + " FROM " + stored
                                + " ORDER BY \"at\", batch, file, \"position\", id LIMIT " + limit,
                        Quarantine::row))
                .orElse(List.of());
    }

    long purge(SqlRunner runner, Collection<String> ids, String node) {
        Optional<String> stored = stored();
        if (stored.isEmpty() || ids.isEmpty()) {
            return 0;
        }
        String list = "(SELECT unnest(" + Text.list(ids) + "))";
        long there = runner.number("SELECT count(*) FROM " + stored.get() + " WHERE id IN " + list, StepControl.NONE);
        if (there > 0) {
            String kept = "SELECT " + COLUMNS + " FROM " + stored.get() + " WHERE id NOT IN " + list;
            commit(runner, kept, new BuildMode.Replace(List.of()), node, "", StepControl.NONE);
        }
        return there;
    }

    /** Takes replayed records out that this batch did not put in again. */
    void release(SqlRunner runner, LoadPlan plan, Collection<String> ids) {
        Optional<String> stored = stored();
        if (stored.isPresent() && !ids.isEmpty()) {
            List<String> good = runner.rows(
                    "SELECT id FROM " + stored.get() + " WHERE id IN (SELECT unnest(" + Text.list(ids)
                            + ")) AND NOT (pipeline = " + Sql.text(plan.pipeline()) + " AND batch = " + plan.batch()
                            + ")",
                    row -> row.getString(1));
            purge(runner, good, plan.pipeline());
        }
    }

    /** The header of the file that a quarantined record came from, by the record's id. */
    Map<String, String> headers(SqlRunner runner, Collection<String> ids) {
        Map<String, String> headers = new HashMap<>();
        stored().ifPresent(stored -> runner.rows(
                "SELECT id, header FROM " + stored + " WHERE header <> '' AND id IN (SELECT unnest(" + Text.list(ids)
                        + "))",
                row -> headers.put(row.getString(1), row.getString(2))));
        return headers;
    }

    /**
     * What was quarantined, by rule, with a sample of each; the most frequent first. Of records that are broken as a
     * whole the reasons are few and hold no value, so that each counts by itself.
     */
    static List<Rejection> rejections(SqlRunner runner, String fresh) {
        List<Rejection> rejections = new ArrayList<>();
        runner.rows(
                "WITH kinds AS (SELECT *, CASE WHEN starts_with(rule, 'record:') OR starts_with(rule, 'json') THEN reason"
                        + " ELSE '' END AS kind FROM " + fresh
                        + "), common AS (SELECT rule, kind FROM kinds GROUP BY ALL ORDER BY count(*) DESC, rule, kind LIMIT "
                        + MOST_REASONS
                        + "), told AS (SELECT * REPLACE (CASE WHEN (rule, kind) IN (SELECT (rule, kind) FROM common) THEN"
                        + " kind ELSE '' END AS kind) FROM kinds) SELECT " + COLUMNS
                        + ", count(*) OVER (PARTITION BY rule, kind) AS n FROM told QUALIFY row_number() OVER (PARTITION BY"
                        + " rule, kind ORDER BY file, \"position\", id) = 1 ORDER BY n DESC, rule, kind",
                row -> {
                    QuarantinedRow sample = row(row);
                    return rejections.add(new Rejection(sample.rule(), sample.reason(), row.getLong("n"), sample));
                });
        return rejections;
    }

    private static QuarantinedRow row(ResultSet row) throws SQLException {
        return new QuarantinedRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getString(10));
    }
}
