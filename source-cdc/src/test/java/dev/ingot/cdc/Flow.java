package dev.ingot.cdc;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.lake.LakePlugin;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A pipeline from a table of the source into a change log of a real lake, with the position where the rows are. */
final class Flow implements AutoCloseable {

    static final TableName LOG = TableName.of("bronze", "log");
    private static final Instant NOW = Instant.parse("2025-03-23T10:00:00Z");

    /** The table {@code t (id, v)} as its change log has it: the last change of each key, a truncate before which nothing counts. */
    private static final String REPLAYED = """
            WITH changes AS (
                SELECT *, (_ingot_lsn::HUGEINT * 1000000000 + _ingot_ordinal) AS place FROM bronze.log
            ), keyed AS (
                SELECT place, _ingot_op AS op, id, v FROM changes WHERE _ingot_op <> 't'
                UNION ALL
                SELECT place, 'd', CAST(_ingot_before->>'id' AS INTEGER), NULL FROM changes
                WHERE _ingot_op = 'u' AND _ingot_before IS NOT NULL AND CAST(_ingot_before->>'id' AS INTEGER) <> id
            )
            SELECT id, v FROM keyed
            WHERE place > coalesce((SELECT max(place) FROM changes WHERE _ingot_op = 't'), -1)
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY place DESC) = 1 AND op <> 'd'
            ORDER BY id
            """;

    private final Path folder;
    private final SourcePlugin plugin;
    private final Map<String, Object> connection;
    private final Map<String, Object> from = new HashMap<>();
    private final Warehouse lake;
    private Contract contract = Contract.INFERRED;
    private long tolerated;

    Flow(Path folder, Database database, String table) {
        this(folder, new PostgresCdcPlugin(), database.options(), table);
    }

    Flow(Path folder, SourcePlugin plugin, Map<String, Object> connection, String table) {
        this.folder = folder;
        this.plugin = plugin;
        this.connection = connection;
        from.put("table", table);
        this.lake = new LakePlugin()
                .open(
                        "lake",
                        Map.of("path", "lake", "threads", 1L),
                        folder,
                        folder.resolve("work"),
                        InstantSource.fixed(NOW));
    }

    Flow option(String key, Object value) {
        connection.put(key, value);
        return this;
    }

    /** Lets so many rows of a batch go to the quarantine. */
    Flow tolerating(long rows) {
        tolerated = rows;
        return this;
    }

    /** Reads a column as text, whatever the source says of its type. */
    Flow asText(String column) {
        ColumnRule rule = new ColumnRule(column, column, Simple.STRING, false, null, null, List.of(), null, null, null);
        contract = new Contract(SchemaMode.EVOLVE, List.of(rule));
        return this;
    }

    Source source() {
        return plugin.open("shop", connection, folder, folder.resolve("spool"));
    }

    ReadRequest request() {
        return request(false);
    }

    private ReadRequest request(boolean full) {
        return new ReadRequest(
                "log",
                from,
                null,
                full,
                List.of(),
                lake.lastBatch(LOG, "log").map(CommittedBatch::position).orElse(null),
                contract.columns().stream().map(ColumnRule::from).collect(Collectors.toSet()));
    }

    /** Reads all that is there; the number of rows that came. */
    long run() {
        return run(Integer.MAX_VALUE, false, StepControl.NONE);
    }

    long refresh() {
        return run(Integer.MAX_VALUE, true, StepControl.NONE);
    }

    /** Dies after so many batches: committed, but the source was never asked for more. */
    long dieAfter(int batches) {
        return run(batches, false, StepControl.NONE);
    }

    private long run(int most, boolean full, StepControl control) {
        Optional<CommittedBatch> last = lake.lastBatch(LOG, "log");
        long number = last.map(CommittedBatch::batch).orElse(0L);
        long rows = 0;
        try (Source source = source();
                Source.Batches batches = source.read(request(full), control)) {
            for (int i = 0; i < most; i++) {
                Batch batch = batches.next();
                if (batch == null) {
                    return rows;
                }
                LoadResult result = lake.load(batch, plan(++number, full && i == 0), control);
                rows += result.counts().read();
            }
            return rows;
        }
    }

    private LoadPlan plan(long number, boolean full) {
        return new LoadPlan(
                "log",
                number,
                "run-" + number,
                NOW,
                LOG,
                full ? LoadMode.FULL : LoadMode.APPEND,
                contract,
                List.of(),
                List.of(),
                List.of(),
                new Threshold(tolerated, null),
                false);
    }

    Optional<CommittedBatch> lastBatch() {
        return lake.lastBatch(LOG, "log");
    }

    /** The rows of {@code t (id, v)} as its change log has them, by id. */
    List<String> replayed() {
        return rows(REPLAYED);
    }

    List<QuarantinedRow> quarantined() {
        return lake.quarantined(LOG, 1000);
    }

    /** Each row as its values with bars between. */
    List<String> rows(String sql) {
        try (Session session = lake.open(List.of())) {
            return session.query(sql, 1_000_000).rows().stream()
                    .map(row ->
                            String.join("|", row.stream().map(String::valueOf).toList()))
                    .toList();
        }
    }

    @Override
    public void close() {
        lake.close();
    }
}
