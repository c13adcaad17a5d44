package dev.ingot.benchmarks;

import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Relation;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** Text to a table: DuckDB alone, and Ingot. */
final class LoadJobs {

    static final TableName TABLE = TableName.of("bronze", "orders");

    private LoadJobs() {}

    /** Writes a text file; with {@code broken} so many records with too few fields stand at its end. */
    static void generate(Job job, Section section) throws Exception {
        TextForm form = TextForm.valueOf(job.text("form"));
        long from = job.number("from");
        long to = job.number("to");
        String select = job.text("bad").equals("true") ? Orders.bad(from, to) : Orders.typed(from, to);
        Path file = job.path("file");
        try (Connection duckDb = job.duckDb();
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (" + select + ") TO " + Job.quoted(file) + " (FORMAT csv, " + form.write + ")");
        }
        for (long i = 0; i < job.number("broken"); i++) {
            Files.writeString(file, "too,few,fields " + i + "\n", StandardOpenOption.APPEND);
        }
        section.put("bytes", Files.size(file));
    }

    /** The physical limit: DuckDB reads the declared types and writes Parquet, nothing checked, nothing committed. */
    static void bareCopy(Job job, Section section) throws Exception {
        TextForm form = TextForm.valueOf(job.text("form"));
        Path out = job.path("out");
        String copy = "COPY (FROM read_csv(" + Job.quoted(job.path("file")) + ", auto_detect = false, " + form.read
                + ", columns = " + Orders.duckColumns() + ")) TO " + Job.quoted(out)
                + " (FORMAT parquet, COMPRESSION zstd)";
        try (Connection duckDb = job.duckDb();
                Statement statement = duckDb.createStatement()) {
            section.measure(() -> statement.execute(copy));
            section.put("read", number(statement, "SELECT count(*) FROM read_parquet(" + Job.quoted(out) + ")"));
        }
        section.put("bytes", Files.size(out));
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** The product: contract, quarantine, counts, statistics, a durable commit. */
    static void load(Job job, Section section) throws Exception {
        TextForm form = TextForm.valueOf(job.text("form"));
        Batch batch = new Batch(new Relation.FileScan(List.of(Job.file(job.path("file"))), form.format()), "{}");
        List<String> key = job.text("key").isEmpty() ? List.of() : List.of(job.text("key"));
        try (Warehouse lake = job.lake()) {
            section.measure(() ->
                    put(section, lake.load(batch, plan(TABLE, LoadMode.APPEND, 1, key), StepControl.NONE)));
        }
    }

    static LoadPlan plan(TableName table, LoadMode mode, long batch, List<String> key) {
        return new LoadPlan(
                "orders",
                batch,
                "run-1",
                Instant.parse("2026-01-01T00:00:00Z"),
                table,
                mode,
                Orders.contract(),
                key,
                List.of(),
                List.of(),
                Threshold.NONE,
                false);
    }

    static void put(Section section, LoadResult result) {
        if (!result.counts().balanced()) {
            throw new IllegalStateException(result.counts().law());
        }
        section.put("read", result.counts().read());
        section.put("inserted", result.counts().inserted());
        section.put("updated", result.counts().updated());
        section.put("quarantined", result.counts().quarantined());
    }
}
