package dev.ingot.testing;

import static dev.ingot.testing.Loads.TABLE;
import static dev.ingot.testing.Refusals.assertRefused;
import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A warehouse in a folder of its own, and short words for what the kits do with it. The tests are in the subclasses
 * {@link WarehouseContract} and {@link LoadContract}: an implementation extends both, says how to open one, and names in
 * {@link #supports} what it leaves out. That must then be refused clearly, and the tests of it look at the refusal.
 */
public abstract class WarehouseUnderTest {

    static final TableName ORDERS = TableName.of("silver", "orders");
    static final Session.WriteTag TAG = new Session.WriteTag("model.shop.orders", "run-7", null);
    static final BuildMode REPLACE = new BuildMode.Replace(List.of());
    static final BuildMode MERGE = new BuildMode.Merge(List.of("id"), null);
    static final BuildMode DELETE_INSERT = new BuildMode.DeleteInsert(List.of("id"));
    static final String ROWS = "SELECT * FROM silver.orders ORDER BY 1, 2";
    static final String PEOPLE = "SELECT id, name FROM bronze.people ORDER BY id, name";

    final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    Warehouse warehouse;
    Loads loads;

    /** Opens an empty warehouse that keeps all it has below the folder and asks this clock for the time. */
    protected abstract Warehouse open(Path folder, SettableClock clock);

    /** Whether the warehouse has this; all of it unless an implementation says otherwise. */
    protected boolean supports(Feature feature) {
        return true;
    }

    @BeforeEach
    void openWarehouse() {
        warehouse = open(folder.resolve("warehouse"), clock);
        loads = new Loads(warehouse, folder.resolve("in"), clock);
    }

    @AfterEach
    void closeWarehouse() {
        warehouse.close();
    }

    /** True where the feature is not there; then the attempt was refused as it should be, and the test is over. */
    boolean refused(Feature feature, ThrowingCallable attempt) {
        if (supports(feature)) {
            return false;
        }
        assertRefused(attempt);
        return true;
    }

    boolean refused(LoadMode mode) {
        Feature feature = mode == LoadMode.SNAPSHOT ? Feature.SNAPSHOT_LOADS : Feature.MERGE_LOADS;
        boolean plain = mode == LoadMode.FULL || mode == LoadMode.APPEND;
        return !plain && refused(feature, () -> loads.mode(mode).csv("id,name", "1,Ada"));
    }

    static String values(String... rows) {
        return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") AS t(id, v)";
    }

    TableChange publish(String select, BuildMode mode) {
        return publish(ORDERS, select, mode, SchemaPolicy.IGNORE);
    }

    TableChange publish(TableName table, String select, BuildMode mode, SchemaPolicy policy) {
        try (Session session = warehouse.open(List.of());
                Staged staged = session.stage(table, select, mode, policy, TAG, StepControl.NONE)) {
            assertThat(staged.counts().balanced()).as(staged.counts().law()).isTrue();
            return staged.publish();
        }
    }

    static Staged stage(Session session, String select, BuildMode mode) {
        return session.stage(ORDERS, select, mode, SchemaPolicy.IGNORE, TAG, StepControl.NONE);
    }

    List<String> rows(String sql) {
        try (Session session = warehouse.open(List.of())) {
            return rows(session, sql);
        }
    }

    /** Engines differ in whether the moments that they add have a zone; without one they are in UTC. */
    private static String text(@Nullable Object value) {
        return value instanceof LocalDateTime time
                ? time.toInstant(ZoneOffset.UTC).toString()
                : String.valueOf(value);
    }

    /** All rows as text, values joined by {@code |}, in the order of the query. */
    static List<String> rows(Session session, String sql) {
        return session.query(sql, 1000).rows().stream()
                .map(row -> row.stream().map(WarehouseUnderTest::text).collect(Collectors.joining("|")))
                .toList();
    }

    TableInfo info(TableName table) {
        return warehouse.find(table).orElseThrow(() -> new AssertionError(table + " is not there"));
    }

    List<QuarantinedRow> quarantine() {
        return warehouse.quarantined(TABLE, 100);
    }

    Problem sqlProblem(String sql) {
        try (Session session = warehouse.open(List.of())) {
            return problem(() -> session.query(sql, 10));
        }
    }
}
