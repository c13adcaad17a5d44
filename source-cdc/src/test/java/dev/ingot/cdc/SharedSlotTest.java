package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source;
import dev.ingot.testing.ChunkRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.replication.LogSequenceNumber;

/** Many tables of a database share one slot, each with a position of its own. */
class SharedSlotTest {

    @TempDir
    private Path folder;

    private Database database;
    private Source source;
    private final Map<String, String> positions = new TreeMap<>();

    @BeforeEach
    void open() {
        database = new Database()
                .run(
                        "CREATE TABLE a (id int PRIMARY KEY)",
                        "CREATE TABLE b (id int PRIMARY KEY)",
                        "CREATE TABLE c (id int PRIMARY KEY)",
                        "INSERT INTO a VALUES (1)",
                        "INSERT INTO b VALUES (1)",
                        "INSERT INTO c VALUES (1)");
        source = source();
    }

    @AfterEach
    void close() {
        source.close();
        database.close();
    }

    private Source source() {
        return source(database.options());
    }

    private Source source(Map<String, Object> options) {
        return new PostgresCdcPlugin().open("shop", options, folder, folder.resolve("spool"));
    }

    /** One that lets almost nothing wait. */
    private void openTight() {
        Map<String, Object> options = database.options();
        options.put("max_waiting_bytes", 1000L);
        source.close();
        source = source(options);
    }

    private long waiting() {
        return source.held().orElseThrow().waitingBytes();
    }

    private ReadRequest request(String table, @Nullable String position) {
        return new ReadRequest(table, Map.of("table", "public." + table), null, false, List.of(), position);
    }

    /** A run over these tables; the project has all three. */
    private void begin(String... tables) {
        List<ReadRequest> reading = new ArrayList<>();
        List<ReadRequest> others = new ArrayList<>();
        for (String table : List.of("a", "b", "c")) {
            (List.of(tables).contains(table) ? reading : others).add(request(table, positions.get(table)));
        }
        source.begin(() -> new Source.Outlook(reading, others));
    }

    /** Op and id of each change; all are committed. */
    private List<String> take(String table) {
        List<String> changes = new ArrayList<>();
        try (Source.Batches batches = source.read(request(table, positions.get(table)), StepControl.NONE)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                changes.addAll(rows(batch));
                positions.put(table, batch.position());
            }
        }
        return changes;
    }

    /** Reads a batch that is never committed. */
    private List<String> takeAndFail(String table) {
        try (Source.Batches batches = source.read(request(table, positions.get(table)), StepControl.NONE)) {
            Batch batch = batches.next();
            return batch == null ? List.of() : rows(batch);
        }
    }

    private static List<String> rows(Batch batch) {
        List<String> rows = new ArrayList<>();
        if (batch.relation() instanceof Relation.Rows changes) {
            changes.rows().forEach(row -> rows.add(row[0] + String.valueOf(row[7])));
        } else {
            ChunkRows.of((Relation.Chunks) batch.relation()).forEach(row -> rows.add(row[0] + row[7]));
        }
        return rows;
    }

    private void runAll() {
        begin("a", "b", "c");
        take("a");
        take("b");
        take("c");
    }

    private List<String> slots() {
        return database.rows("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()");
    }

    @Test
    void oneSlotServesAllTables() {
        runAll();
        database.run("BEGIN; INSERT INTO a VALUES (2); INSERT INTO b VALUES (2), (3); DELETE FROM c; COMMIT");

        begin("a", "b", "c");

        assertThat(take("b")).containsExactly("c2", "c3");
        assertThat(take("c")).containsExactly("d1");
        assertThat(take("a")).containsExactly("c2");
        assertThat(slots()).hasSize(1);
    }

    @Test
    void changesDuringASnapshotAreNotSkipped() {
        begin("a");
        take("a");
        begin("a", "b");
        try (Source.Batches batches = source.read(request("b", null), StepControl.NONE)) {
            Batch snapshot = batches.next();
            database.run("INSERT INTO b VALUES (2)", "INSERT INTO a VALUES (2)");
            assertThat(take("a")).containsExactly("c2");
            assertThat(rows(snapshot)).containsExactly("r1");
            positions.put("b", snapshot.position());
            assertThat(batches.next()).isNull();
        }

        begin("a", "b");

        assertThat(take("b")).containsExactly("c2");
    }

    @Test
    void theSlotWaitsForTheTableThatIsFurthestBehind() {
        runAll();
        begin("a", "b", "c");
        database.run("INSERT INTO a VALUES (2)");
        take("a");
        take("b");
        source.close(); // the server has taken in by then what was confirmed

        LogSequenceNumber behind = positions.values().stream()
                .map(position -> CdcPosition.parse(position).lsn())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(database.rows("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE database ="
                        + " current_database()"))
                .containsExactly(behind.asString());
    }

    @Test
    void aPipelineForWhichTheServerKeepsItsLogIsNamedOnce() {
        runAll();
        database.run(
                "CREATE TABLE other (t text)",
                "INSERT INTO other SELECT repeat('x', 100) FROM generate_series(1, 900)");
        Map<String, Object> options = database.options();
        options.put("warn_slot_bytes", 50_000L);
        options.put("idle_bytes", 10_000L);
        source.close();
        source = new PostgresCdcPlugin().open("shop", options, folder, folder.resolve("spool"));
        begin("a", "c");
        take("c");
        List<Problem> notes;
        try (Source.Batches batches = source.read(request("a", positions.get("a")), StepControl.NONE)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                positions.put("a", batch.position());
            }
            notes = batches.notes();
            assertThat(batches.notes()).isEmpty();
        }

        assertThat(notes).hasSize(1);
        assertThat(notes.get(0).what()).matches("The server keeps .* of its log for the pipeline b\\.");
    }

    @Test
    void aSecondReaderIsTurnedAway() {
        runAll();
        try (Source second = source()) {
            IngotException refused = catchThrowableOfType(
                    IngotException.class,
                    () -> second.read(request("a", positions.get("a")), StepControl.NONE)
                            .next());

            assertThat(refused.first().code()).isEqualTo(CdcError.SLOT_BUSY);
            assertThat(refused.first().what()).contains(slots().get(0));
        }
    }

    @Test
    void aTableThatIsTakenOutOfThePublicationIsToldAndTheOthersGoOn() {
        runAll();
        String publication = slots().get(0);
        database.run("INSERT INTO a VALUES (2)", "ALTER PUBLICATION " + publication + " DROP TABLE b");

        begin("a", "b");

        assertThat(take("a")).containsExactly("c2");
        IngotException refused = catchThrowableOfType(IngotException.class, () -> take("b"));
        assertThat(refused.first().code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(refused.first().why()).contains("taken out");
    }

    @Test
    void noMoreIsReadThanMayWaitAndNothingIsLost() {
        runAll();
        openTight();
        List<String> expected = new ArrayList<>();
        for (int id = 2; id <= 101; id++) {
            database.run("INSERT INTO a VALUES (" + id + ")", "INSERT INTO b VALUES (" + id + ")");
            expected.add("c" + id);
        }
        begin("a", "b", "c");

        List<String> ofA = new ArrayList<>();
        long most = 0;
        try (Source.Batches batches = source.read(request("a", positions.get("a")), StepControl.NONE)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                most = Math.max(most, waiting());
                ofA.addAll(rows(batch));
                positions.put("a", batch.position());
            }
            assertThat(batches.notes())
                    .extracting(problem -> problem.code().id())
                    .containsExactly("INGOT-CDC-013");
        }

        assertThat(most)
                .as("200 changes of about 80 bytes, and a thousand may wait")
                .isBetween(1000L, 1300L);
        assertThat(ofA).isEqualTo(expected);
        assertThat(take("c")).isEmpty();
        assertThat(take("b")).isEqualTo(expected);
        assertThat(waiting()).isZero();
        begin("a", "b", "c");
        assertThat(take("a")).isEmpty();
        assertThat(take("b")).isEmpty();
    }

    @Test
    void aTableThatIsNotTakenHoldsNoOtherUp() {
        runAll();
        openTight();
        for (int id = 2; id <= 31; id++) {
            database.run(
                    "INSERT INTO a VALUES (" + id + "), (" + (id + 100) + ")", "INSERT INTO b VALUES (" + id + ")");
        }
        begin("a", "b", "c");
        assertThat(takeAndFail("a")).isNotEmpty();

        assertThat(take("b")).hasSize(30).startsWith("c2").endsWith("c31");

        assertThat(waiting()).isLessThan(1300);
        begin("a", "b", "c");
        assertThat(take("b")).isEmpty();
        assertThat(take("a")).hasSize(60).startsWith("c2", "c102").endsWith("c31", "c131");
    }

    @Test
    void aSourceOfWhichMoreIsToBeReadIsNotQuiet() {
        runAll();
        openTight();
        for (int id = 2; id <= 31; id++) {
            database.run("INSERT INTO a VALUES (" + id + ")");
        }
        begin("a", "b", "c");
        takeAndFail("a");

        assertThat(source.isQuiet()).isFalse();
        runAll();
        runAll();
        assertThat(source.isQuiet()).isTrue();
    }
}
