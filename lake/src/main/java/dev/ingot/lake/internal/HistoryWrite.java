package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.NewFile;
import dev.ingot.sql.Sql;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes SCD type 2 as dbt's snapshots do: a changed row closes the version that is current and opens a new one. Files
 * whose versions all stay as they are are not touched. Semantics after dbt's documentation of snapshots.
 */
final class HistoryWrite {

    private static final String UPDATED = "__ingot_updated";

    private final WriteJob job;
    private final History history;
    private final List<String> key;
    private final List<String> data;
    private final String now;

    private HistoryWrite(WriteJob job, History history) {
        this.job = job;
        this.history = history;
        this.key = Scratch.key(history.key(), job.draft().schema(), job.plan().select());
        this.data = job.plan().given();
        this.now = "CAST("
                + Sql.text(history.now().truncatedTo(ChronoUnit.MICROS).toString()) + " AS TIMESTAMP WITH TIME ZONE)";
    }

    static Written run(WriteJob job, History history) {
        return new HistoryWrite(job, history).run();
    }

    private Written run() {
        if (history.updatedAt() != null) {
            Scratch.key(
                    List.of(history.updatedAt()),
                    job.draft().schema(),
                    job.plan().select());
        }
        try (Scratch rows = job.scratch()) {
            rows.requireKeys(key, job.draft().schema());
            rows.requireUnique(key, job.control());
            return job.draft().base().isEmpty() || job.draft().parts().isEmpty() ? first(rows) : next(rows);
        }
    }

    private Written first(Scratch rows) {
        List<NewFile> files = rows.rows() == 0 ? List.of() : job.write(opened("s", source(rows) + " AS s", "'False'"));
        ParquetOut.equal("rows of the select", rows.rows(), "rows written", ParquetOut.rows(files));
        job.draft().add(files);
        return new Written(Counts.inserted(rows.rows()), 0, 0, "SNAPSHOT");
    }

    /** The select's rows with the time of their change. */
    private String source(Scratch rows) {
        String updated = history.updatedAt() == null
                ? now
                : "CAST(" + Sql.id(history.updatedAt()) + " AS TIMESTAMP WITH TIME ZONE)";
        return "(SELECT *, " + updated + " AS " + UPDATED + " FROM " + rows.relation() + ")";
    }

    /** A select of new, current versions of the rows of {@code from}. */
    private String opened(String alias, String from, String deleted) {
        return "SELECT "
                + job.draft().schema().columns().stream()
                        .map(column -> openedColumn(alias, column, deleted) + " AS " + Sql.id(column.name()))
                        .collect(Collectors.joining(", "))
                + " FROM " + from;
    }

    private String openedColumn(String alias, Column column, String deleted) {
        History.Names names = history.names();
        String name = column.name();
        String updated = alias + "." + UPDATED;
        if (name.equalsIgnoreCase(names.id())) {
            return "md5("
                    + key.stream().map(k -> text(alias, k) + " || '|' || ").collect(Collectors.joining())
                    + "coalesce(CAST(" + updated + " AS VARCHAR), ''))";
        }
        if (name.equalsIgnoreCase(names.updatedAt()) || name.equalsIgnoreCase(names.validFrom())) {
            return updated;
        }
        if (name.equalsIgnoreCase(names.validTo())) {
            return openEnd();
        }
        if (name.equalsIgnoreCase(names.deleted())) {
            return deleted;
        }
        return name.equalsIgnoreCase(names.current()) ? "true" : alias + "." + Sql.id(name);
    }

    private static String text(String alias, String column) {
        return "coalesce(CAST(" + alias + "." + Sql.id(column) + " AS VARCHAR), '')";
    }

    private Written next(Scratch rows) {
        FileSet files = job.draft().files();
        String matches = WriteJob.temp();
        String gone = WriteJob.temp();
        job.runner().execute(matchesSql(files, rows, matches), "", job.control(), 0);
        try {
            job.runner().execute(goneSql(files, rows, gone), "", job.control(), 0);
            return apply(rows, files, matches, gone);
        } finally {
            job.runner().execute("DROP TABLE IF EXISTS " + matches);
            job.runner().execute("DROP TABLE IF EXISTS " + gone);
        }
    }

    private String current(FileSet files) {
        String end = Sql.id(history.names().validTo());
        String open = end + " IS NULL" + (history.openEnd() == null ? "" : " OR " + end + " = " + openEnd());
        return "(SELECT * FROM (" + files.selectWithPlaces() + ") WHERE " + open + ")";
    }

    private String openEnd() {
        return "CAST(" + (history.openEnd() == null ? "NULL" : history.openEnd()) + " AS TIMESTAMP WITH TIME ZONE)";
    }

    private String matchesSql(FileSet files, Scratch rows, String table) {
        return "CREATE TEMP TABLE " + table + " AS SELECT s." + Scratch.NUMBER + " AS number, t." + FileSet.FILE
                + " AS file, t." + FileSet.ROW + " AS row, " + changed() + " AS changed, s." + UPDATED
                + " AS since FROM " + current(files) + " AS t JOIN " + source(rows) + " AS s ON "
                + Sql.equal("t", "s", key);
    }

    private String changed() {
        String differs;
        if (history.updatedAt() != null) {
            differs = "coalesce(t." + Sql.id(history.names().validFrom()) + " < s." + UPDATED + ", false)";
        } else {
            List<String> compared = compared();
            boolean added =
                    history.checkColumns().isEmpty() && compared.stream().anyMatch(this::isNew);
            differs = added
                    ? "true"
                    : compared.stream()
                            .map(column -> "t." + Sql.id(column) + " IS DISTINCT FROM s." + Sql.id(column))
                            .collect(Collectors.collectingAndThen(
                                    Collectors.joining(" OR "), all -> all.isEmpty() ? "false" : "(" + all + ")"));
        }
        String deleted = history.names().deleted();
        return deleted == null ? differs : "(" + differs + " OR t." + Sql.id(deleted) + " = 'True')";
    }

    private List<String> compared() {
        if (!history.checkColumns().isEmpty()) {
            return Scratch.key(
                    history.checkColumns(), job.draft().schema(), job.plan().select());
        }
        List<String> compared = new ArrayList<>(data);
        compared.removeAll(key);
        compared.removeIf(
                column -> MergeWrite.bookkeeping(column) || history.names().has(column));
        return compared;
    }

    private boolean isNew(String column) {
        return job.draft().base().isPresent()
                && job.draft().base().get().schema().find(column).isEmpty();
    }

    private String goneSql(FileSet files, Scratch rows, String table) {
        String condition = switch (history.hardDeletes()) {
            case IGNORE -> "false";
            case INVALIDATE -> "true";
            case NEW_RECORD -> "t." + Sql.id(deletedColumn()) + " IS DISTINCT FROM 'True'";
        };
        return "CREATE TEMP TABLE " + table + " AS SELECT t." + FileSet.FILE + " AS file, t." + FileSet.ROW
                + " AS row, " + now + " AS since FROM " + current(files) + " AS t ANTI JOIN " + rows.relation()
                + " AS s ON " + Sql.equal("t", "s", key) + " WHERE " + condition;
    }

    private String deletedColumn() {
        String deleted = history.names().deleted();
        if (deleted == null) {
            throw new IllegalStateException("new_record needs a column for it");
        }
        return deleted;
    }

    private Written apply(Scratch rows, FileSet files, String matches, String gone) {
        SqlRunner runner = job.runner();
        long matched = runner.number("SELECT count(DISTINCT number) FROM " + matches, job.control());
        long changed = runner.number("SELECT count(DISTINCT number) FROM " + matches + " WHERE changed", job.control());
        long deleted = runner.number("SELECT count(*) FROM " + gone, job.control());
        List<NewFile> opened = open(rows, files, matches, gone);
        long inserted = rows.rows() - matched;
        long tombstones = history.hardDeletes() == History.HardDeletes.NEW_RECORD ? deleted : 0;
        ParquetOut.equal(
                "new keys, changed and deleted rows",
                inserted + changed + tombstones,
                "rows written",
                ParquetOut.rows(opened));
        close(files, matches, gone);
        job.draft().add(opened);
        Counts counts = new Counts(rows.rows(), inserted, changed, 0, matched - changed, 0, 0, 0);
        return new Written(counts, 0, changed + tombstones, "SNAPSHOT");
    }

    private List<NewFile> open(Scratch rows, FileSet files, String matches, String gone) {
        String fresh = opened(
                "s",
                source(rows) + " AS s WHERE s." + Scratch.NUMBER + " NOT IN (SELECT number FROM " + matches
                        + " WHERE NOT changed)",
                "'False'");
        if (history.hardDeletes() != History.HardDeletes.NEW_RECORD) {
            return job.write(fresh);
        }
        String tombstones = opened(
                "t",
                "(SELECT f.*, g.since AS " + UPDATED + " FROM (" + files.selectWithPlaces() + ") AS f JOIN " + gone
                        + " AS g ON f." + FileSet.FILE + " = g.file AND f." + FileSet.ROW + " = g.row) AS t",
                "'True'");
        return job.write(fresh + " UNION ALL " + tombstones);
    }

    private void close(FileSet files, String matches, String gone) {
        String closed = "SELECT file, row, since FROM " + matches
                + " WHERE changed UNION ALL SELECT file, row, since FROM " + gone;
        List<Long> numbers =
                job.runner().rows("SELECT DISTINCT file FROM (" + closed + ") ORDER BY 1", row -> row.getLong(1));
        if (numbers.isEmpty()) {
            return;
        }
        FileSet touched = WriteJob.subset(files, numbers);
        String renumbered = "SELECT list_position(" + numbers + ", file) - 1 AS file, row, since FROM (" + closed + ")";
        String select = "SELECT "
                + touched.schema().names().stream().map(this::closedColumn).collect(Collectors.joining(", "))
                + " FROM (" + touched.selectWithPlaces() + ") AS t LEFT JOIN (" + renumbered + ") AS c ON t."
                + FileSet.FILE + " = c.file AND t." + FileSet.ROW + " = c.row";
        List<NewFile> rewritten = job.rewrite(select);
        ParquetOut.equal(
                "rows of the files to be replaced", job.rows(touched), "rows written", ParquetOut.rows(rewritten));
        job.draft().remove(touched.parts());
        job.draft().add(rewritten);
    }

    private String closedColumn(String name) {
        History.Names names = history.names();
        @Nullable String current = names.current();
        if (name.equalsIgnoreCase(names.validTo())) {
            return "CASE WHEN c.row IS NULL THEN t." + Sql.id(name) + " ELSE c.since END AS " + Sql.id(name);
        }
        return name.equalsIgnoreCase(current)
                ? "CASE WHEN c.row IS NULL THEN t." + Sql.id(name) + " ELSE false END AS " + Sql.id(name)
                : "t." + Sql.id(name);
    }

    /** The columns of the table: those of the select, then those of the history. */
    static TableSchema schema(TableSchema select, History.Names names) {
        List<Column> columns = new ArrayList<>(select.columns());
        columns.addAll(names.columns());
        return new TableSchema(columns);
    }
}
