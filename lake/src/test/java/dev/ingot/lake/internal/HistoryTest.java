package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.TAG;
import static dev.ingot.lake.internal.LakeSessionTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.lake.LakeError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    private static final TableName SNAP = TableName.of("snapshots", "customers");
    private static final String SHOWN =
            "SELECT id, v, dbt_valid_from, dbt_valid_to FROM snapshots.customers ORDER BY id, dbt_valid_from";

    @TempDir
    Path folder;

    private LakeFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static BuildMode check(String hardDeletes) {
        return new BuildMode.Scd2(List.of("id"), null, List.of(), hardDeletes);
    }

    private Counts snapshot(String time, String select, BuildMode mode) {
        fixture.clock.to(time);
        try (Session session = fixture.lake.open(List.of());
                Staged staged = session.stage(SNAP, select, mode, SchemaPolicy.IGNORE, TAG, StepControl.NONE)) {
            staged.publish();
            return staged.counts();
        }
    }

    @Test
    void opensAVersionForEachChangeOfAColumn() {
        assertThat(snapshot("2026-01-01T00:00:00Z", "SELECT * FROM (VALUES (1,'a'),(2,'b')) t(id,v)", check("ignore")))
                .isEqualTo(Counts.inserted(2));
        assertThat(snapshot(
                        "2026-01-02T00:00:00Z",
                        "SELECT * FROM (VALUES (1,'a'),(2,'B'),(3,NULL)) t(id,v)",
                        check("ignore")))
                .isEqualTo(new Counts(3, 1, 1, 0, 1, 0, 0, 0));
        assertThat(fixture.rows(SHOWN))
                .containsExactly(
                        "1|a|2026-01-01T00:00:00Z|null",
                        "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z",
                        "2|B|2026-01-02T00:00:00Z|null",
                        "3|null|2026-01-02T00:00:00Z|null");
        assertThat(fixture.snapshot(SNAP).schema().names())
                .containsExactly("id", "v", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to");
        assertThat(fixture.rows("SELECT count(DISTINCT dbt_scd_id) FROM snapshots.customers"))
                .containsExactly("4");
    }

    @Test
    void changesNothingForTheSameRows() {
        snapshot("2026-01-01T00:00:00Z", "SELECT 1 AS id, NULL::INT AS v", check("invalidate"));
        Set<String> files = fixture.files(SNAP);
        assertThat(snapshot("2026-01-02T00:00:00Z", "SELECT 1 AS id, NULL::INT AS v", check("invalidate")))
                .isEqualTo(new Counts(1, 0, 0, 0, 1, 0, 0, 0));
        assertThat(fixture.snapshot(SNAP).version()).isZero();
        assertThat(fixture.files(SNAP)).isEqualTo(files);
    }

    @Test
    void followsTheTimestampColumn() {
        BuildMode mode = new BuildMode.Scd2(List.of("id"), "at", List.of(), "ignore");
        snapshot("2026-02-01T00:00:00Z", "SELECT 1 AS id, 'a' AS v, DATE '2026-01-01' AS at", mode);
        Counts same = snapshot("2026-02-02T00:00:00Z", "SELECT 1 AS id, 'x' AS v, DATE '2026-01-01' AS at", mode);
        assertThat(same).isEqualTo(new Counts(1, 0, 0, 0, 1, 0, 0, 0));
        snapshot("2026-02-03T00:00:00Z", "SELECT 1 AS id, 'b' AS v, DATE '2026-01-05' AS at", mode);
        assertThat(fixture.rows(SHOWN))
                .containsExactly("1|a|2026-01-01T00:00:00Z|2026-01-05T00:00:00Z", "1|b|2026-01-05T00:00:00Z|null");
    }

    @Test
    void comparesOnlyTheCheckedColumns() {
        BuildMode mode = new BuildMode.Scd2(List.of("id"), null, List.of("v"), "ignore");
        snapshot("2026-01-01T00:00:00Z", "SELECT 1 AS id, 'a' AS v, 1 AS noise", mode);
        assertThat(snapshot("2026-01-02T00:00:00Z", "SELECT 1 AS id, 'a' AS v, 2 AS noise", mode))
                .isEqualTo(new Counts(1, 0, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void closesRowsThatAreGone() {
        snapshot("2026-01-01T00:00:00Z", "SELECT * FROM (VALUES (1,'a'),(2,'b')) t(id,v)", check("invalidate"));
        snapshot("2026-01-02T00:00:00Z", "SELECT 1 AS id, 'a' AS v", check("invalidate"));
        assertThat(fixture.rows(SHOWN))
                .containsExactly("1|a|2026-01-01T00:00:00Z|null", "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z");
        snapshot("2026-01-03T00:00:00Z", "SELECT * FROM (VALUES (1,'a'),(2,'b')) t(id,v)", check("invalidate"));
        assertThat(fixture.rows(SHOWN))
                .contains("2|b|2026-01-03T00:00:00Z|null")
                .hasSize(3);
    }

    @Test
    void recordsDeletionsAsVersionsOfTheirOwn() {
        BuildMode mode = check("new_record");
        String shown =
                "SELECT id, v, dbt_valid_from, dbt_valid_to, dbt_is_deleted FROM snapshots.customers ORDER BY id,"
                        + " dbt_valid_from";
        snapshot("2026-01-01T00:00:00Z", "SELECT * FROM (VALUES (1,'a'),(2,'b')) t(id,v)", mode);
        snapshot("2026-01-02T00:00:00Z", "SELECT 1 AS id, 'a' AS v", mode);
        List<String> deleted = List.of(
                "1|a|2026-01-01T00:00:00Z|null|False",
                "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z|False",
                "2|b|2026-01-02T00:00:00Z|null|True");
        assertThat(fixture.rows(shown)).isEqualTo(deleted);
        snapshot("2026-01-03T00:00:00Z", "SELECT 1 AS id, 'a' AS v", mode);
        assertThat(fixture.rows(shown)).isEqualTo(deleted);
        snapshot("2026-01-04T00:00:00Z", "SELECT * FROM (VALUES (1,'a'),(2,'b')) t(id,v)", mode);
        assertThat(fixture.rows(shown))
                .containsExactly(
                        "1|a|2026-01-01T00:00:00Z|null|False",
                        "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z|False",
                        "2|b|2026-01-02T00:00:00Z|2026-01-04T00:00:00Z|True",
                        "2|b|2026-01-04T00:00:00Z|null|False");
    }

    @Test
    void takesANewColumnAsAChange() {
        snapshot("2026-01-01T00:00:00Z", "SELECT 1 AS id, 'a' AS v", check("ignore"));
        snapshot("2026-01-02T00:00:00Z", "SELECT 1 AS id, 'a' AS v, 5 AS extra", check("ignore"));
        assertThat(fixture.rows("SELECT id, v, extra, dbt_valid_to IS NULL FROM snapshots.customers ORDER BY"
                        + " dbt_valid_from"))
                .containsExactly("1|a|null|false", "1|a|5|true");
    }

    @Test
    void keepsVersionsForAPipelineUnderItsOwnColumns() {
        TableSchema schema = new TableSchema(List.of(
                Column.of("id", Simple.INTEGER),
                Column.of("v", Simple.STRING),
                Column.of("_ingot_run", Simple.STRING)));
        load(schema, "SELECT 1 AS id, 'a' AS v, 'r1' AS _ingot_run", "2026-01-01T00:00:00Z");
        PendingWrite same = load(schema, "SELECT 1 AS id, 'a' AS v, 'r2' AS _ingot_run", "2026-01-02T00:00:00Z");
        assertThat(same.counts().unchanged()).isEqualTo(1);
        PendingWrite changed = load(schema, "SELECT 1 AS id, 'b' AS v, 'r3' AS _ingot_run", "2026-01-03T00:00:00Z");
        assertThat(changed.counts()).isEqualTo(new Counts(1, 0, 1, 0, 0, 0, 0, 0));
        assertThat(changed.rowsBefore()).isEqualTo(1);
        assertThat(changed.rowsAfter()).isEqualTo(2);
        assertThat(changed.versions()).isEqualTo(1);
        assertThat(fixture.rows("SELECT id, v, _ingot_run, valid_from, valid_to, is_current FROM snapshots.customers"
                        + " ORDER BY valid_from"))
                .containsExactly(
                        "1|a|r1|2026-01-01T00:00:00Z|2026-01-03T00:00:00Z|false",
                        "1|b|r3|2026-01-03T00:00:00Z|null|true");
    }

    private PendingWrite load(TableSchema schema, String select, String at) {
        History history = new History(
                List.of("id"),
                null,
                List.of(),
                History.HardDeletes.IGNORE,
                History.Names.pipeline(),
                null,
                Instant.parse(at),
                false,
                Arrival.CHANGES);
        try (SqlRunner runner = fixture.parts().engine().runner()) {
            PendingWrite write = new TableWriter(fixture.parts())
                    .history(runner.connection(), SNAP, select, schema, history, List.of(), StepControl.NONE);
            write.commit(new CommitNote("SNAPSHOT", "n", "r", null, 0, null));
            return write;
        }
    }

    @Test
    void refusesATableThatIsNoSnapshot() {
        fixture.replace(SNAP, "SELECT 1 AS id, 'a' AS v");
        Problem problem = problem(() -> snapshot("2026-01-01T00:00:00Z", "SELECT 1 AS id, 'a' AS v", check("ignore")));
        assertThat(problem.code()).isEqualTo(LakeError.SNAPSHOT_COLUMNS);
        assertThat(problem.what()).isEqualTo("snapshots.customers is no snapshot: it has no column 'dbt_scd_id'.");
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        Problem problem = problem(() ->
                snapshot("2026-01-01T00:00:00Z", "SELECT 1 AS id, 'a' AS v UNION ALL SELECT 1, 'b'", check("ignore")));
        assertThat(problem.code()).isEqualTo(LakeError.DUPLICATE_KEY);
    }
}
