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
 *
 * <p>Of a load, several rows of one key are a chain: each is compared with the one before, the first with the version
 * that is current, and each that differs is a version. The order of versions is that of the chain and of commits, not
 * the clock's: one begins now, or, where that would not be later, a microsecond after the one before.
 */
final class HistoryWrite {

    /** When a version begins. */
    private static final String UPDATED = "__ingot_updated";

    /** When it ends; null: it is the current one. */
    private static final String UNTIL = "__ingot_until";

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
            boolean several = history.versions() && rows.repeated(key, job.control());
            if (!history.versions()) {
                rows.requireUnique(key, job.control());
            }
            boolean empty = job.draft().base().isEmpty() || job.draft().parts().isEmpty();
            return empty && !several ? first(rows) : next(rows, several);
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
        return "(SELECT *, " + updated + " AS " + UPDATED + ", NULL AS " + UNTIL + " FROM " + rows.relation() + ")";
    }

    /** A select of new versions of the rows of {@code from}. */
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
        String until = alias + "." + UNTIL;
        if (name.equalsIgnoreCase(names.validTo())) {
            return "coalesce(CAST(" + until + " AS TIMESTAMP WITH TIME ZONE), " + openEnd() + ")";
        }
        if (name.equalsIgnoreCase(names.deleted())) {
            return deleted;
        }
        return name.equalsIgnoreCase(names.current()) ? until + " IS NULL" : alias + "." + Sql.id(name);
    }

    private static String text(String alias, String column) {
        return "coalesce(CAST(" + alias + "." + Sql.id(column) + " AS VARCHAR), '')";
    }

    private Written next(Scratch rows, boolean several) {
        FileSet files = job.draft().files();
        String matches = WriteJob.temp();
        String chain = WriteJob.temp();
        String gone = WriteJob.temp();
        try {
            job.runner().execute(matchesSql(files, rows, matches), "", job.control(), 0);
            job.runner().execute(chainSql(files, rows, matches, several, chain), "", job.control(), 0);
            job.runner().execute(goneSql(files, rows, gone), "", job.control(), 0);
            return apply(rows, files, matches, chain, gone);
        } finally {
            job.runner().execute("DROP TABLE IF EXISTS " + matches);
            job.runner().execute("DROP TABLE IF EXISTS " + chain);
            job.runner().execute("DROP TABLE IF EXISTS " + gone);
        }
    }

    private String current(FileSet files) {
        return "(SELECT * FROM (" + files.selectWithPlaces() + ") WHERE " + open() + ")";
    }

    private String open() {
        String end = Sql.id(history.names().validTo());
        return end + " IS NULL" + (history.openEnd() == null ? "" : " OR " + end + " = " + openEnd());
    }

    private String openEnd() {
        return "CAST(" + (history.openEnd() == null ? "NULL" : history.openEnd()) + " AS TIMESTAMP WITH TIME ZONE)";
    }

    /** Which row of the select is of the key of which current version. */
    private String matchesSql(FileSet files, Scratch rows, String table) {
        Precedence precedence = history.arrival().precedence();
        return "CREATE TEMP TABLE " + table + " AS SELECT s." + Scratch.NUMBER + " AS number, t." + FileSet.FILE
                + " AS file, t." + FileSet.ROW + " AS row, " + after("t") + " AS floor, " + changed()
                + " AS changed, " + precedence.older("s", "t", job.draft().schema()) + " AS older FROM "
                + current(files) + " AS t JOIN " + source(rows) + " AS s ON " + Sql.equal("t", "s", key)
                + precedence.joins("s", "t");
    }

    /** The first moment after a version began. */
    private String after(String version) {
        return version + "." + Sql.id(history.names().validFrom()) + " + INTERVAL 1 MICROSECOND";
    }

    /**
     * What becomes of each row of the select, its fate: {@code new} and {@code changed} become versions, {@code same}
     * says what the one before says, {@code older} comes too late. {@code nth} counts the versions of a key from 0.
     */
    private String chainSql(FileSet files, Scratch rows, String matches, boolean several, String table) {
        String values = "{" + numbered(compared()) + "}";
        String links = several
                ? "row_number() OVER k AS link, lag(" + values + ") OVER k IS DISTINCT FROM " + values + " AS differs"
                : "1 AS link, false AS differs";
        String window = several
                ? " WINDOW k AS (PARTITION BY " + Sql.of("s", key) + ", coalesce(m.older, false) ORDER BY s."
                        + Scratch.NUMBER + ")"
                : "";
        String ended = history.hardDeletes() == History.HardDeletes.IGNORE
                ? "CAST(NULL AS TIMESTAMP WITH TIME ZONE)"
                : "e.ended";
        String linked = "SELECT s." + Scratch.NUMBER + " AS number, " + Sql.of("s", key) + ", s." + UPDATED
                + ", m.* EXCLUDE (number), " + ended + " AS ended, " + links + " FROM " + source(rows)
                + " AS s LEFT JOIN (SELECT number, any_value(file) AS file, any_value(row) AS row, max(floor) AS"
                + " floor, bool_or(changed) AS changed, bool_or(older) AS older FROM " + matches
                + " GROUP BY number) AS m ON m.number = s." + Scratch.NUMBER
                + (history.hardDeletes() == History.HardDeletes.IGNORE ? "" : ended(files)) + window;
        String fates =
                "SELECT *, CASE WHEN older THEN CASE WHEN changed THEN 'older' ELSE 'same' END WHEN link > 1 THEN"
                        + " CASE WHEN differs THEN 'changed' ELSE 'same' END WHEN file IS NULL THEN 'new' WHEN changed THEN"
                        + " 'changed' ELSE 'same' END AS fate FROM (" + linked + ")";
        String version = "fate IN ('new', 'changed')";
        String versions = "PARTITION BY " + Sql.ids(key) + ", " + version + " ORDER BY number";
        String nth = several ? "row_number() OVER (" + versions + ") - 1" : "0";
        String follows = several ? version + " AND lead(number) OVER (" + versions + ") IS NOT NULL" : "false";
        String begin =
                history.updatedAt() != null ? UPDATED : "greatest(" + now + ", floor, ended) + to_microseconds(nth)";
        return "CREATE TEMP TABLE " + table + " AS SELECT number, file, row, fate, nth, " + begin
                + " AS since, CASE WHEN follows THEN since + INTERVAL 1 MICROSECOND END AS until FROM (SELECT *, " + nth
                + " AS nth, " + follows + " AS follows FROM (" + fates + "))";
    }

    private static String numbered(List<String> columns) {
        StringBuilder values = new StringBuilder("'n': 0");
        for (int i = 0; i < columns.size(); i++) {
            values.append(", 'c").append(i).append("': s.").append(Sql.id(columns.get(i)));
        }
        return values.toString();
    }

    /** When the last version of a key ended that has none which is current. */
    private String ended(FileSet files) {
        String end = Sql.id(history.names().validTo());
        return " LEFT JOIN (SELECT " + Sql.ids(key) + ", max(" + end + ") AS ended FROM (" + files.select()
                + ") WHERE NOT (" + open() + ") GROUP BY ALL) AS e ON m.number IS NULL AND " + Sql.equal("e", "s", key);
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
            return Scratch.columns(
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
                + " AS row, greatest(" + now + ", " + after("t") + ") AS since FROM " + current(files)
                + " AS t ANTI JOIN " + history.arrival().keys(rows, key) + " AS s ON " + Sql.equal("t", "s", key)
                + " WHERE " + condition;
    }

    private String deletedColumn() {
        String deleted = history.names().deleted();
        if (deleted == null) {
            throw new IllegalStateException("new_record needs a column for it");
        }
        return deleted;
    }

    private Written apply(Scratch rows, FileSet files, String matches, String chain, String gone) {
        SqlRunner runner = job.runner();
        long inserted = fate(chain, "new");
        long changed = fate(chain, "changed");
        long deleted = runner.number("SELECT count(*) FROM " + gone, job.control());
        List<NewFile> opened = open(rows, files, chain, gone);
        long tombstones = history.hardDeletes() == History.HardDeletes.NEW_RECORD ? deleted : 0;
        ParquetOut.equal(
                "new keys, changed and deleted rows",
                inserted + changed + tombstones,
                "rows written",
                ParquetOut.rows(opened));
        close(files, matches, chain, gone);
        job.draft().add(opened);
        Counts counts = new Counts(rows.rows(), inserted, changed, 0, fate(chain, "same"), fate(chain, "older"), 0, 0);
        return new Written(counts, 0, changed + tombstones, history.arrival().whole() ? deleted : 0, "SNAPSHOT");
    }

    private long fate(String chain, String fate) {
        return job.runner().number("SELECT count(*) FROM " + chain + " WHERE fate = " + Sql.text(fate), job.control());
    }

    private List<NewFile> open(Scratch rows, FileSet files, String chain, String gone) {
        String fresh = opened(
                "s",
                "(SELECT r.*, c.since AS " + UPDATED + ", c.until AS " + UNTIL + " FROM " + rows.relation()
                        + " AS r JOIN " + chain + " AS c ON c.number = r." + Scratch.NUMBER
                        + " WHERE c.fate IN ('new', 'changed')) AS s",
                "'False'");
        if (history.hardDeletes() != History.HardDeletes.NEW_RECORD) {
            return job.write(fresh);
        }
        String tombstones = opened(
                "t",
                "(SELECT f.*, g.since AS " + UPDATED + ", NULL AS " + UNTIL + " FROM (" + files.selectWithPlaces()
                        + ") AS f JOIN " + gone + " AS g ON f." + FileSet.FILE + " = g.file AND f." + FileSet.ROW
                        + " = g.row) AS t",
                "'True'");
        return job.write(fresh + " UNION ALL " + tombstones);
    }

    private void close(FileSet files, String matches, String chain, String gone) {
        String closed = "SELECT m.file, m.row, c.since FROM " + matches + " AS m JOIN " + chain
                + " AS c ON c.number = m.number WHERE c.fate = 'changed' AND c.nth = 0 UNION ALL SELECT file, row, since"
                + " FROM " + gone;
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
