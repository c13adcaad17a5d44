package dev.ingot.lake.load;

import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.internal.CommitNote;
import dev.ingot.lake.internal.CopyFiles;
import dev.ingot.lake.internal.Lake;
import dev.ingot.lake.internal.PendingWrite;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.internal.TableWriter;
import dev.ingot.sql.Sql;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The bad rows of a table, in a table of their own beside it: {@code _ingot_quarantine.<schema>__<table>}. A row is
 * there once, whatever happens: its id is made of pipeline, file, position and raw text, a batch that is tried again
 * replaces what it left before, and a record that is bad again replaces itself.
 *
 * <p>A replay first writes what is bad again, under its own run but still as of the batch that the record came with, then
 * the table, then it takes out what is not of its run. Wherever it dies, the next one finds each record in the quarantine
 * or in the table: what was cut short after the table's commit is ended first. Records are never held in memory.
 */
final class Quarantine {

    static final String SCHEMA = "_ingot_quarantine";
    private static final int MOST_REASONS = 20;

    /** Of records that are broken as a whole the reasons are few and hold no value, so that each counts by itself. */
    private static final String KIND =
            "CASE WHEN starts_with(rule, 'record:') OR starts_with(rule, 'json') THEN reason ELSE '' END";

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
     * @param rows of those that were bad, how many are in quarantine now, counted there
     * @param again of them, how many were there before, as of an earlier batch
     */
    record Kept(long rows, long again) {}

    /**
     * Makes the rows of the batch those of {@code fresh}, and commits. A row that an earlier batch brought already, which is
     * read again or replayed, stays as of that batch: the table has it, and may never get this one.
     *
     * @param fresh a relation with the columns of {@link #COLUMNS}
     * @param any whether it has rows
     * @param replayed whether they were in quarantine before
     */
    Kept keep(SqlRunner runner, LoadPlan plan, String fresh, boolean any, boolean replayed, StepControl control) {
        // What an attempt at this batch left that failed: its files are read again as a whole.
        String mine = "(pipeline = " + Sql.text(plan.pipeline()) + " AND batch = " + plan.batch() + ")";
        if (!any) {
            write(runner, plan, "", mine, control);
            return new Kept(0, 0);
        }
        String earlier = stored().map(stored -> "SELECT id AS old_id, min(batch) AS old_batch FROM " + stored
                        + " WHERE " + in(fresh) + " GROUP BY id")
                .orElse("SELECT '' AS old_id, 0 AS old_batch WHERE false");
        String came = replayed ? "coalesce(o.old_batch, f.batch - 1)" : "least(o.old_batch, f.batch)";
        String select = "SELECT " + COLUMNS + " FROM (SELECT f.* REPLACE (" + came + " AS batch) FROM " + fresh
                + " AS f LEFT JOIN (" + earlier + ") AS o ON o.old_id = f.id)";
        write(runner, plan, select, "(" + mine + " OR " + in(fresh) + ")", control);
        return runner.rows(
                        "SELECT count(*), count(*) FILTER (batch <> " + plan.batch() + ") FROM "
                                + stored().orElseThrow() + " WHERE " + in(fresh),
                        row -> new Kept(row.getLong(1), row.getLong(2)))
                .get(0);
    }

    private static String in(String fresh) {
        return "id IN (SELECT id FROM " + fresh + ")";
    }

    /**
     * @param fresh a select of rows to add; empty: none
     * @param old a condition for those that go
     * @return whether there was anything to do
     */
    private boolean write(SqlRunner runner, LoadPlan plan, String fresh, String old, StepControl control) {
        Optional<String> stored = stored();
        boolean superseded = stored.isPresent()
                && runner.number("SELECT count(*) FROM " + stored.get() + " WHERE " + old, control) > 0;
        if (fresh.isEmpty() && !superseded) {
            return false;
        }
        String select = fresh;
        if (superseded) {
            String kept = "SELECT " + COLUMNS + " FROM " + stored.orElseThrow() + " WHERE NOT " + old;
            select = fresh.isEmpty() ? kept : kept + " UNION ALL " + fresh;
        }
        BuildMode mode = superseded || stored.isEmpty() ? new BuildMode.Replace(List.of()) : new BuildMode.Append();
        commit(runner, select, mode, plan.pipeline(), plan.run(), control);
        return true;
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
    List<QuarantinedRow> rows(SqlRunner runner, String which, int limit) {
        return stored().map(stored -> runner.rows(
                        "SELECT " + COLUMNS + " FROM " + stored + " WHERE " + which
                                + " ORDER BY \"at\", batch, file, \"position\", id LIMIT " + limit,
                        Quarantine::row))
                .orElse(List.of());
    }

    /** The oldest first. */
    List<QuarantineGroup> groups(SqlRunner runner) {
        String sql =
                "SELECT pipeline, run, batch, rule, file, count(*) AS n, arg_min({'id': id, 'at': \"at\", 'reason':"
                        + " reason, 'position': \"position\", 'raw': raw}, {'position': \"position\", 'id': id}) AS first,"
                        + " min(\"at\") AS since FROM %s GROUP BY pipeline, run, batch, rule, file, " + KIND;
        String columns = "SELECT first.id, pipeline, run, batch, first.at, rule, first.reason, file, first.position,"
                + " first.raw, n FROM (";
        return stored().map(stored -> runner.rows(
                        columns + sql.replace("%s", stored) + ") ORDER BY since, batch, file, run, rule",
                        Quarantine::group))
                .orElse(List.of());
    }

    private static QuarantineGroup group(ResultSet row) throws SQLException {
        QuarantinedRow first = row(row);
        return new QuarantineGroup(
                first.pipeline(), first.run(), first.batch(), first.rule(), first.file(), row.getLong("n"), first);
    }

    static String among(Collection<String> ids) {
        return "id IN (SELECT unnest(CAST(" + Text.list(ids) + " AS VARCHAR[])))";
    }

    /** @param which a condition */
    long purge(SqlRunner runner, String which, String node) {
        return purge(runner, which, node, "");
    }

    private long purge(SqlRunner runner, String which, String node, String run) {
        Optional<String> stored = stored();
        if (stored.isEmpty()) {
            return 0;
        }
        long there = runner.number("SELECT count(*) FROM " + stored.get() + " WHERE (" + which + ")", StepControl.NONE);
        if (there > 0) {
            String kept = "SELECT " + COLUMNS + " FROM " + stored.get() + " WHERE NOT (" + which + ")";
            commit(runner, kept, new BuildMode.Replace(List.of()), node, run, StepControl.NONE);
        }
        return there;
    }

    /** Which records a replay means, as a condition. */
    private static String meant(LoadPlan plan, Quarantined records) {
        return earlier(plan.pipeline(), records.upTo(), plan.run()) + " AND " + of(records.files());
    }

    private static String earlier(String pipeline, long upTo, String run) {
        return "pipeline = " + Sql.text(pipeline) + " AND batch <= " + upTo + " AND run <> " + Sql.text(run);
    }

    private static String of(Collection<String> files) {
        return "file IN (SELECT unnest(CAST(" + Text.list(files) + " AS VARCHAR[])))";
    }

    /**
     * Writes the records to be replayed into a file: header of their file, file, position, raw text, all quoted. Those
     * of one header stand together, in the order in which they were read.
     *
     * @return how many bytes of raw text they are; 0 where there are none, and no file
     */
    long write(SqlRunner runner, LoadPlan plan, Quarantined records, Path file, StepControl control) {
        Optional<String> stored = stored();
        if (stored.isEmpty()) {
            return 0;
        }
        String from = " FROM " + stored.get() + " WHERE " + meant(plan, records);
        long bytes = runner.number("SELECT CAST(coalesce(sum(strlen(raw) + 1), 0) AS BIGINT)" + from, control);
        if (bytes > 0) {
            String select = "SELECT header, file, \"position\", raw" + from + " ORDER BY header, batch, file,"
                    + " \"position\", id";
            runner.execute("COPY (" + select + ") TO " + Sql.text(file.toString())
                    + " (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', FORCE_QUOTE *)");
        }
        return bytes;
    }

    /** Takes replayed records out that this run did not put in again. */
    void release(SqlRunner runner, LoadPlan plan, Quarantined records) {
        purge(runner, meant(plan, records), plan.pipeline(), plan.run());
    }

    /** Takes out what this run read again and did not put in again. */
    void supersede(SqlRunner runner, String pipeline, CommittedBatch by, Collection<String> files) {
        String which = earlier(pipeline, by.batch() - 1, by.run()) + (files.isEmpty() ? "" : " AND " + of(files));
        purge(runner, which, pipeline, by.run());
    }

    /** What was quarantined, by rule and kind, with a sample of each; the most frequent first. */
    static List<Rejection> rejections(SqlRunner runner, String fresh) {
        List<Rejection> rejections = new ArrayList<>();
        runner.rows(
                "WITH kinds AS (SELECT *, " + KIND + " AS kind FROM " + fresh
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
