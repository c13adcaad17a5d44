package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.ORDERS;
import static dev.ingot.lake.internal.LakeFixture.TAG;
import static dev.ingot.lake.internal.LakeSessionTest.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.api.warehouse.Warehouse.MaintenanceResult;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.api.warehouse.WarehousePlugin;
import dev.ingot.delta.DeltaError;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeWarehouseTest {

    private static final BuildMode APPEND = new BuildMode.Append();
    private static final BuildMode BY_ID = new BuildMode.Merge(List.of("id"), null);

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

    @Test
    void tellsWhatIsThereWithoutReadingRows() {
        fixture.replace(ORDERS, "SELECT range AS id FROM range(10)");
        TableInfo info = fixture.lake.find(ORDERS).orElseThrow();
        assertThat(info.rows()).isEqualTo(10);
        assertThat(info.version()).isZero();
        assertThat(info.files()).isEqualTo(1);
        assertThat(info.bytes()).isPositive();
        assertThat(fixture.lake.find(TableName.of("no", "thing"))).isEmpty();
    }

    @Test
    void showsTheTablesAsTheyWereAndWhoMadeEachVersion() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS v");
        Instant then = fixture.lake.history(ORDERS, 1).get(0).at();
        fixture.publish(ORDERS, "SELECT 1 AS id, 'b' AS v UNION ALL SELECT 2, 'c'", BY_ID);

        assertThat(fixture.lake.history(ORDERS, 10))
                .extracting(TableVersion::version, TableVersion::rows, TableVersion::counts)
                .containsExactly(
                        tuple(1L, 2L, "read 2 = 1 inserted + 1 updated"), tuple(0L, 1L, "read 1 = 1 inserted"));
        try (Session session = fixture.lake.openAt(then.minusMillis(1))) {
            assertThat(problem(() -> session.query("SELECT * FROM silver.orders", 9))
                            .what())
                    .contains("does not exist");
        }
    }

    @Test
    void restoresAnEarlierVersionAsANewOne() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS v");
        fixture.publish(ORDERS, "SELECT 1 AS id, 'b' AS v UNION ALL SELECT 2, 'c'", BY_ID);
        assertThat(fixture.lake.restore(ORDERS, 0, TAG)).isEqualTo(new TableChange(ORDERS, 1, 2));
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1|a");
        assertThat(fixture.lake.restore(ORDERS, 1, TAG)).isEqualTo(new TableChange(ORDERS, 2, 3));
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1|b", "2|c");
        assertThat(fixture.lake.restore(ORDERS, 3, TAG)).isEqualTo(new TableChange(ORDERS, 3, 3));
    }

    @Test
    void restoresTheColumnsOfThatTime() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.publish(ORDERS, "SELECT 2 AS id, 'x' AS fresh", APPEND, SchemaPolicy.APPEND_NEW_COLUMNS);
        fixture.lake.restore(ORDERS, 0, TAG);
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1");
        assertThat(fixture.snapshot(ORDERS).schema().names()).containsExactly("id");
        fixture.lake.restore(ORDERS, 1, TAG);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1|null", "2|x");
    }

    @Test
    void undoesTheCreationOfATable() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        assertThat(fixture.lake.restore(ORDERS, -1, TAG)).isEqualTo(new TableChange(ORDERS, 0, -1));
        assertThat(fixture.lake.find(ORDERS)).isEmpty();
        assertThat(fixture.lake.list()).isEmpty();
        assertThat(fixture.replace(ORDERS, "SELECT 2 AS id")).isEqualTo(new TableChange(ORDERS, -1, 0));
    }

    @Test
    void bringsADroppedTableBack() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.publish(ORDERS, "SELECT 2 AS id", APPEND);
        fixture.lake.drop(ORDERS);
        assertThat(fixture.lake.find(ORDERS)).isEmpty();
        TableChange back = fixture.lake.restore(ORDERS, 1, TAG);
        assertThat(back.before()).isEqualTo(-1);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1", "2");
        assertThat(problem(() -> fixture.lake.restore(TableName.of("silver", "never"), 3, TAG))
                        .code())
                .isEqualTo(LakeError.VERSION_GONE);
    }

    @Test
    void makesAWriterFailWhoseTableIsDropped() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        try (Session session = fixture.lake.open(List.of());
                Staged staged =
                        session.stage(ORDERS, "SELECT 2 AS id", APPEND, SchemaPolicy.IGNORE, TAG, StepControl.NONE)) {
            fixture.lake.drop(ORDERS);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(staged::publish))
                    .isInstanceOf(IngotException.class);
        }
        assertThat(fixture.lake.find(ORDERS)).isEmpty();
    }

    @Test
    void suggestsANameWhereThereIsNothingToDrop() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        Problem problem = problem(() -> fixture.lake.drop(TableName.of("silver", "order")));
        assertThat(problem.code()).isEqualTo(LakeError.NO_SUCH_TABLE);
        assertThat(problem.fix()).isEqualTo("Did you mean 'silver.orders'?");
    }

    @Test
    void mergesSmallFilesAndKeepsEveryRow() throws IOException {
        for (int i = 0; i < 5; i++) {
            fixture.publish(
                    ORDERS,
                    "SELECT range AS id, 'p' || range % 2 AS p FROM range(" + i * 10 + ", " + (i + 1) * 10 + ")",
                    i == 0 ? new BuildMode.Replace(List.of("p")) : APPEND);
        }
        List<String> before = fixture.rows("SELECT * FROM silver.orders ORDER BY id");
        MaintenanceResult planned = fixture.lake.maintain(ORDERS, new MaintenanceRequest(true, null, true));
        assertThat(planned).isEqualTo(new MaintenanceResult(10, 2, 0, 0));
        assertThat(fixture.snapshot(ORDERS).files()).hasSize(10);
        MaintenanceResult done = fixture.lake.maintain(ORDERS, new MaintenanceRequest(true, null, false));
        assertThat(done).isEqualTo(new MaintenanceResult(10, 2, 0, 0));
        assertThat(fixture.snapshot(ORDERS).files()).hasSize(2);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).isEqualTo(before);
        assertThat(fixture.lake.maintain(ORDERS, new MaintenanceRequest(true, null, false)))
                .isEqualTo(new MaintenanceResult(0, 0, 0, 0));
        assertThat(fixture.filesOnDisk(ORDERS)).hasSize(12);
    }

    @Test
    void removesFilesThatNoRetainedVersionNeeds() throws IOException {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.replace(ORDERS, "SELECT 2 AS id");
        fixture.clock.to("2036-01-01T00:00:00Z");
        MaintenanceResult result =
                fixture.lake.maintain(ORDERS, new MaintenanceRequest(false, Duration.ofDays(7), false));
        assertThat(result.filesRemoved()).isEqualTo(1);
        assertThat(fixture.filesOnDisk(ORDERS)).hasSize(1);
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("2");
        Problem problem = problem(() -> fixture.lake.restore(ORDERS, 0, TAG));
        assertThat(problem.code()).isEqualTo(LakeError.VERSION_GONE);
        assertThat(problem.what())
                .isEqualTo("Version 0 of silver.orders cannot be brought back: 1 of its 1 files were removed.");
    }

    @Test
    void forgetsDroppedTablesAfterTheRetention() {
        fixture.clock.to("2026-01-01T00:00:00Z");
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.lake.drop(ORDERS);
        MaintenanceRequest week = new MaintenanceRequest(false, Duration.ofDays(7), false);
        fixture.clock.to("2026-01-07T00:00:00Z");
        assertThat(fixture.lake.maintain(ORDERS, week).filesRemoved()).isZero();
        fixture.clock.to("2026-01-09T00:00:00Z");
        assertThat(fixture.lake.maintain(ORDERS, week).filesRemoved()).isPositive();
        assertThat(problem(() -> fixture.lake.restore(ORDERS, 0, TAG)).code()).isEqualTo(LakeError.VERSION_GONE);
    }

    @Test
    void seesTablesThatAnotherInstanceWrote() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        try (LakeFixture other = new LakeFixture(folder)) {
            assertThat(other.rows("SELECT * FROM silver.orders")).containsExactly("1");
            other.publish(ORDERS, "SELECT 2 AS id", APPEND);
        }
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void stopsAStatementWhenTheStepIsCancelled() throws Exception {
        CancelOnce control = new CancelOnce();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Problem> failure = other.submit(() -> problem(() -> {
                try (Session session = fixture.lake.open(List.of())) {
                    session.stage(
                            ORDERS,
                            "SELECT sum(sin(a.range + b.range)) AS s FROM range(1000000) a, range(1000000) b",
                            new BuildMode.Replace(List.of()),
                            SchemaPolicy.IGNORE,
                            TAG,
                            control);
                }
            }));
            control.hooked.await();
            control.cancel();
            assertThat(failure.get().code()).isEqualTo(LakeError.SQL_INTERRUPTED);
        } finally {
            other.shutdownNow();
        }
        assertThat(fixture.filesOnDisk(ORDERS)).isEmpty();
    }

    private static final class CancelOnce implements StepControl {
        private final CountDownLatch hooked = new CountDownLatch(1);
        private final AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});
        private volatile boolean cancelled;

        void cancel() {
            cancelled = true;
            hook.get().run();
        }

        @Override
        public void progress(long rows, long bytes, long totalBytes) {}

        @Override
        public AutoUnregister onCancel(Runnable interrupt) {
            hook.set(interrupt);
            hooked.countDown();
            return () -> hook.set(() -> {});
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }
    }

    @Test
    void loosesNoRowOfWritersAtTheSameTime() throws Exception {
        fixture.replace(ORDERS, "SELECT 0 AS id, 0 AS writer, 0 AS n");
        int writers = 3;
        int each = 6;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int writer = 1; writer <= writers; writer++) {
                int me = writer;
                running.add(pool.submit(() -> countUp(me, each)));
            }
            for (Future<Integer> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(fixture.rows("SELECT n FROM silver.orders WHERE id = 0"))
                .containsExactly(String.valueOf(writers * each));
        assertThat(fixture.rows(
                        "SELECT writer, count(*), max(n) FROM silver.orders WHERE id > 0 GROUP BY 1 ORDER BY 1"))
                .containsExactly("1|6|5", "2|6|5", "3|6|5");
    }

    /** Each step adds a row and adds one to a counter that all writers share; tried again on conflict. */
    private int countUp(int writer, int times) {
        int conflicts = 0;
        for (int i = 0; i < times; ) {
            try {
                fixture.publish(
                        ORDERS,
                        "SELECT id, writer, n + 1 AS n FROM silver.orders WHERE id = 0 UNION ALL SELECT "
                                + (writer * 1000 + i) + ", " + writer + ", " + i,
                        BY_ID);
                i++;
            } catch (IngotException e) {
                assertThat(e.first().code()).isEqualTo(DeltaError.CONFLICT);
                conflicts++;
            }
        }
        return conflicts;
    }

    @Test
    void mergesLikeAMapOverManyRandomBatches() {
        long seed = 20261120L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Integer, String> model = new TreeMap<>();
        fixture.publish(ORDERS, "SELECT 0 AS id, 'x' AS v WHERE false", new BuildMode.Replace(List.of()));
        for (int round = 0; round < 25; round++) {
            Map<Integer, String> batch = new HashMap<>();
            int size = random.nextInt(20);
            for (int i = 0; i < size; i++) {
                batch.put(random.nextInt(60), random.nextInt(6) == 0 ? null : "v" + random.nextInt(4));
            }
            long inserted =
                    batch.keySet().stream().filter(id -> !model.containsKey(id)).count();
            long unchanged = batch.entrySet().stream()
                    .filter(row -> model.containsKey(row.getKey())
                            && java.util.Objects.equals(model.get(row.getKey()), row.getValue()))
                    .count();
            try (Session session = fixture.lake.open(List.of());
                    Staged staged =
                            session.stage(ORDERS, values(batch), BY_ID, SchemaPolicy.IGNORE, TAG, StepControl.NONE)) {
                assertThat(staged.counts().read()).as("round %s", round).isEqualTo(batch.size());
                assertThat(staged.counts().inserted()).as("round %s", round).isEqualTo(inserted);
                assertThat(staged.counts().unchanged()).as("round %s", round).isEqualTo(unchanged);
                staged.publish();
            }
            model.putAll(batch);
            if (round % 7 == 6) {
                fixture.lake.maintain(ORDERS, new MaintenanceRequest(true, null, false));
            }
            List<String> expected = new ArrayList<>();
            model.forEach((id, v) -> expected.add(id + "|" + v));
            assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id"))
                    .as("round %s", round)
                    .isEqualTo(expected);
        }
    }

    private static String values(Map<Integer, String> batch) {
        StringBuilder sql = new StringBuilder("SELECT * FROM (VALUES (0, 'x')");
        batch.forEach((id, v) -> sql.append(", (")
                .append(id)
                .append(", ")
                .append(v == null ? "NULL" : Sql.text(v))
                .append(')'));
        return sql.append(") t(id, v) OFFSET 1").toString();
    }

    @Test
    void isFoundAsAPlugin() {
        assertThat(ServiceLoader.load(WarehousePlugin.class))
                .extracting(WarehousePlugin::type)
                .containsExactlyInAnyOrder("lake", "duckdb");
        LakeOptions options = LakeOptions.of(Map.of("memory_limit", 5_000_000L), Path.of("/project"));
        assertThat(options.path()).isEqualTo(Path.of("/project/lake"));
        assertThat(options.memoryBytes()).isEqualTo(5_000_000L);
        assertThat(options.targetFileBytes()).isEqualTo(128L << 20);
    }

    @Test
    void removesItsTemporaryFolderWhenClosed() {
        Path temp = fixture.parts().engine().temp();
        assertThat(temp).isDirectory();
        fixture.close();
        assertThat(temp).doesNotExist();
        assertThat(Files.exists(folder.resolve("work"))).isTrue();
        fixture = new LakeFixture(folder);
    }
}
