package dev.ingot.benchmarks;

import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Relation;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** One percent of the keys merged into a large table. */
final class MergeJobs {

    static final TableName TARGET = TableName.of("bench", "orders");

    private MergeJobs() {}

    /** Where the changed keys lie. */
    enum Keys {
        /** One range of keys: what arrives is recent. */
        CLUSTERED,
        /** Every hundredth key: every file is touched. */
        SPREAD;

        TableName table() {
            return TableName.of("bench", name().toLowerCase(Locale.ROOT));
        }

        /** One percent of the keys, and one new key for each hundred of them. */
        String numbers(long rows) {
            long changes = rows / 100;
            String old = this == CLUSTERED
                    ? "SELECT range + " + rows / 2 + " AS i FROM range(" + changes + ")"
                    : "SELECT range * 100 + 3 AS i FROM range(" + changes + ")";
            return old + " UNION ALL SELECT range + " + rows + " AS i FROM range(" + changes / 100 + ")";
        }
    }

    /** The table and the changes, loaded by Ingot from Parquet files. */
    static void prepare(Job job, Section section) throws Exception {
        long rows = job.number("rows");
        Path input = job.path("input");
        try (Connection duckDb = job.duckDb();
                Statement statement = duckDb.createStatement()) {
            write(statement, Orders.typed(0, rows), file(input, TARGET));
            for (Keys keys : Keys.values()) {
                write(statement, Orders.changed(keys.numbers(rows)), file(input, keys.table()));
            }
        }
        try (Warehouse lake = job.lake()) {
            load(lake, file(input, TARGET), plan(TARGET, LoadMode.APPEND, 1), section);
            for (Keys keys : Keys.values()) {
                load(lake, file(input, keys.table()), plan(keys.table(), LoadMode.APPEND, 1), new Section());
            }
            TableInfo target = lake.find(TARGET).orElseThrow();
            section.put("files", target.files());
            section.put("bytes", target.bytes());
        }
    }

    private static void write(Statement statement, String select, Path file) throws Exception {
        // The engine says TIMESTAMP for what the table calls an instant in UTC.
        statement.execute("COPY (SELECT * REPLACE (CAST(ordered_at AS TIMESTAMPTZ) AS ordered_at) FROM (" + select
                + ")) TO " + Job.quoted(file) + " (FORMAT parquet, COMPRESSION zstd)");
    }

    private static Path file(Path folder, TableName table) {
        return folder.resolve(table.name() + ".parquet");
    }

    private static LoadPlan plan(TableName table, LoadMode mode, long batch) {
        // The changes carry a status that the contract of the text benchmark does not know.
        LoadPlan plan = LoadJobs.plan(table, mode, batch, mode == LoadMode.MERGE ? List.of("id") : List.of());
        return new LoadPlan(
                plan.pipeline(),
                plan.batch(),
                plan.run(),
                plan.loadedAt(),
                plan.table(),
                plan.mode(),
                Contract.INFERRED,
                plan.key(),
                plan.order(),
                plan.partitionBy(),
                plan.threshold(),
                plan.recordPosition());
    }

    private static void load(Warehouse lake, Path file, LoadPlan plan, Section section) throws Exception {
        Batch batch = new Batch(new Relation.FileScan(List.of(Job.file(file)), new Format.Parquet()), "{}");
        LoadJobs.put(section, lake.load(batch, plan, StepControl.NONE));
    }

    /** A model's merge: the changes are a table of the lake. */
    static void stage(Job job, Section section) throws Exception {
        TableName changes = Keys.valueOf(job.text("changes")).table();
        try (Warehouse lake = job.lake()) {
            section.measure(() -> {
                try (Session session = lake.open(List.of());
                        Staged staged = session.stage(
                                TARGET,
                                "SELECT * FROM " + changes,
                                new BuildMode.Merge(List.of("id"), null),
                                SchemaPolicy.IGNORE,
                                new Session.WriteTag("model.bench.orders", "run-2", null),
                                StepControl.NONE)) {
                    staged.publish();
                    section.put("updated", staged.counts().updated());
                    section.put("inserted", staged.counts().inserted());
                }
            });
        }
    }

    /** A pipeline's merge: the changes are a file, with contract, quarantine, deduplication and counts. */
    static void load(Job job, Section section) throws Exception {
        TableName changes = Keys.valueOf(job.text("changes")).table();
        try (Warehouse lake = job.lake()) {
            section.measure(
                    () -> load(lake, file(job.path("input"), changes), plan(TARGET, LoadMode.MERGE, 2), section));
        }
    }

    /** What Ingot reads in the table. */
    static void checksum(Job job, Section section) {
        try (Warehouse lake = job.lake();
                Session session = lake.open(List.of())) {
            Object sum = session.query(Orders.checksum(TARGET.toString(), Orders.Dialect.DUCKDB), 1)
                    .single();
            section.put("checksum", String.valueOf(sum));
        }
    }
}
