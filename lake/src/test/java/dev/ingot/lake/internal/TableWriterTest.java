package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.ORDERS;
import static dev.ingot.lake.internal.LakeFixture.TAG;
import static dev.ingot.lake.internal.LakeSessionTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaError;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.LakeError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableWriterTest {

    private static final BuildMode APPEND = new BuildMode.Append();
    private static final BuildMode REPLACE = new BuildMode.Replace(List.of());
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

    private Staged stage(String select, BuildMode mode) {
        return stage(ORDERS, select, mode, SchemaPolicy.IGNORE);
    }

    private Staged stage(TableName table, String select, BuildMode mode, SchemaPolicy policy) {
        try (Session session = fixture.lake.open(List.of())) {
            return session.stage(table, select, mode, policy, TAG, StepControl.NONE);
        }
    }

    @Test
    void replacesAllRowsAtOnce() {
        assertThat(fixture.replace(ORDERS, "SELECT 1 AS id")).isEqualTo(new TableChange(ORDERS, -1, 0));
        try (Staged staged = stage("SELECT 2 AS id UNION ALL SELECT 3", REPLACE)) {
            assertThat(staged.counts()).isEqualTo(Counts.inserted(2));
            assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1");
            assertThat(staged.publish()).isEqualTo(new TableChange(ORDERS, 0, 1));
        }
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("2", "3");
    }

    @Test
    void appendsWithoutTouchingFiles() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        Set<String> before = fixture.files(ORDERS);
        fixture.publish(ORDERS, "SELECT 2 AS id", APPEND);
        assertThat(fixture.files(ORDERS)).hasSize(2).containsAll(before);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void leavesNothingBehindWhenDiscarded() throws IOException {
        try (Staged staged = stage("SELECT 1 AS id", REPLACE)) {
            assertThat(fixture.filesOnDisk(ORDERS)).hasSize(1);
            assertThat(staged.schema().names()).containsExactly("id");
        }
        assertThat(fixture.root.resolve("silver/orders")).doesNotExist();
        fixture.replace(ORDERS, "SELECT 1 AS id");
        stage("SELECT 2 AS id", APPEND).close();
        assertThat(fixture.filesOnDisk(ORDERS)).hasSize(1);
    }

    /** Again and again: the engine once waited for itself for ever where a write failed half way. */
    @RepeatedTest(10)
    @Timeout(60)
    void leavesNothingBehindWhenItFails() throws IOException {
        Problem problem = problem(() -> stage(
                "SELECT range AS id, CASE WHEN range < 400000 THEN 1 ELSE CAST('x' AS INT) END AS v FROM range(500000)",
                REPLACE));
        assertThat(problem.code()).isEqualTo(LakeError.SQL_VALUE);
        assertThat(fixture.filesOnDisk(ORDERS)).isEmpty();
    }

    @Test
    void makesAnEmptyTableWithItsColumns() {
        fixture.replace(ORDERS, "SELECT 1 AS id, DATE '2024-01-01' AS day WHERE false");
        assertThat(fixture.rows("SELECT * FROM silver.orders")).isEmpty();
        assertThat(fixture.snapshot(ORDERS).schema().columns())
                .containsExactly(Column.of("id", Simple.INTEGER), Column.of("day", Simple.DATE));
        fixture.publish(ORDERS, "SELECT 7 AS id, DATE '2024-01-01' AS day", BY_ID);
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("7|2024-01-01");
    }

    @Test
    void refusesASumThatDoesNotFit() {
        Problem problem =
                problem(() -> stage("SELECT sum(x) AS s FROM (VALUES (9223372036854775807), (1)) t(x)", REPLACE));
        assertThat(problem.code()).isEqualTo(LakeError.SQL_VALUE);
        assertThat(problem.fix()).contains("cast it to decimal(38,0)");
    }

    @Test
    void tellsEveryBadColumnAtOnce() {
        List<Problem> problems = org.assertj.core.api.Assertions.catchThrowableOfType(
                        IngotException.class, () -> stage("SELECT 1 AS a, 2 AS \"A\", count(*), 3 AS \"x y\"", REPLACE))
                .problems();
        assertThat(problems)
                .extracting(Problem::what)
                .containsExactly(
                        "The column 'A' is there more than once.",
                        "The column 'count_star()' has a character that Delta tables do not allow in a name.",
                        "The column 'x y' has a character that Delta tables do not allow in a name.");
    }

    @Test
    void keepsStatsForEachColumnInTheLog() {
        fixture.replace(
                ORDERS,
                "SELECT range AS id, 'n' || range AS name, CASE WHEN range = 1 THEN NULL ELSE range::DECIMAL(10,2) END AS"
                        + " amount, TIMESTAMPTZ '2024-01-01 00:00:00.123456+00' AS at, 'nan'::DOUBLE AS f FROM range(3)");
        DataFile file = fixture.snapshot(ORDERS).files().get(0);
        assertThat(file.rows()).isEqualTo(3);
        assertThat(file.stats().min())
                .containsEntry("id", 0L)
                .containsEntry("name", "n0")
                .doesNotContainKey("f");
        assertThat(file.stats().nullCount()).containsEntry("amount", 1L).containsEntry("id", 0L);
        assertThat((Instant) file.stats().min().get("at"))
                .isBeforeOrEqualTo(Instant.parse("2024-01-01T00:00:00.123456Z"));
        assertThat((Instant) file.stats().max().get("at"))
                .isAfterOrEqualTo(Instant.parse("2024-01-01T00:00:00.123456Z"));
    }

    @Test
    void partitionsByValuesWithSpecialCharacters() {
        fixture.publish(
                ORDERS,
                "SELECT * FROM (VALUES (1, 'a b/c%:é', DATE '2024-01-01'), (2, NULL, DATE '2024-01-02'), (3, 'x=y',"
                        + " NULL), (4, '*[?]''\"', DATE '2024-01-01')) t(id, kind, day)",
                new BuildMode.Replace(List.of("kind", "day")));
        assertThat(fixture.files(ORDERS)).isNotEmpty();
        assertThat(fixture.snapshot(ORDERS).files()).hasSize(4);
        assertThat(fixture.rows("SELECT id, kind, day FROM silver.orders ORDER BY id"))
                .containsExactly("1|a b/c%:é|2024-01-01", "2|null|2024-01-02", "3|x=y|null", "4|*[?]'\"|2024-01-01");
        assertThat(fixture.rows("SELECT id FROM silver.orders WHERE kind = 'x=y'"))
                .containsExactly("3");
        fixture.publish(ORDERS, "SELECT 2 AS id, 'moved' AS kind, DATE '2024-01-03' AS day", BY_ID);
        assertThat(fixture.rows("SELECT id, kind, day FROM silver.orders WHERE id < 3 ORDER BY id"))
                .containsExactly("1|a b/c%:é|2024-01-01", "2|moved|2024-01-03");
    }

    @Test
    void partitionsByTimestamps() {
        fixture.publish(
                ORDERS,
                "SELECT 1 AS id, TIMESTAMPTZ '2024-01-01 10:00:00.5+00' AS at",
                new BuildMode.Replace(List.of("at")));
        assertThat(fixture.snapshot(ORDERS).files().get(0).partitionValues())
                .isEqualTo(Map.of("at", "2024-01-01 10:00:00.500000"));
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1|2024-01-01T10:00:00.500Z");
    }

    @Test
    void refusesAnEmptyTextAsPartition() throws IOException {
        Problem problem = problem(() -> stage("SELECT 1 AS id, '' AS kind", new BuildMode.Replace(List.of("kind"))));
        assertThat(problem.code()).isEqualTo(LakeError.EMPTY_PARTITION);
        assertThat(fixture.filesOnDisk(ORDERS)).isEmpty();
    }

    @Test
    void writesAndFindsTablesWithSpecialNames() {
        TableName table = TableName.of("my schema", "Größe/1:a%b");
        fixture.replace(table, "SELECT 1 AS \"order\", 2 AS \"Größe\"");
        assertThat(fixture.rows("SELECT \"order\", \"Größe\" FROM \"my schema\".\"Größe/1:a%b\""))
                .containsExactly("1|2");
        assertThat(fixture.lake.list()).extracting(TableInfo::name).containsExactly(table);
    }

    @Test
    void refusesNamesThatDifferOnlyInCase() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        Problem problem = problem(() -> fixture.replace(TableName.of("silver", "Orders"), "SELECT 1 AS id"));
        assertThat(problem.code()).isEqualTo(LakeError.NAME_TAKEN);
        assertThat(problem.what()).isEqualTo("silver.Orders cannot be made: silver.orders is already there.");
        assertThat(problem(() -> fixture.replace(TableName.of("Silver", "x"), "SELECT 1 AS id"))
                        .code())
                .isEqualTo(LakeError.NAME_TAKEN);
    }

    @Test
    void mergesByKeyAndTouchesOnlyTheFilesThatChange() {
        fixture.replace(ORDERS, "SELECT range AS id, 'a' AS v FROM range(0, 10)");
        fixture.publish(ORDERS, "SELECT range AS id, 'b' AS v FROM range(10, 20)", APPEND);
        fixture.publish(ORDERS, "SELECT range AS id, 'c' AS v FROM range(20, 30)", APPEND);
        Set<String> before = fixture.files(ORDERS);
        String untouched = fileWith(25);
        String equal = fileWith(5);
        try (Staged staged = stage("SELECT * FROM (VALUES (5, 'a'), (15, 'changed'), (99, 'new')) t(id, v)", BY_ID)) {
            assertThat(staged.counts()).isEqualTo(new Counts(3, 1, 1, 0, 1, 0, 0, 0));
            staged.publish();
        }
        Set<String> kept = new TreeSet<>(before);
        kept.retainAll(fixture.files(ORDERS));
        assertThat(kept).containsExactlyInAnyOrder(untouched, equal);
        assertThat(fixture.rows("SELECT id, v FROM silver.orders WHERE id IN (5, 15, 16, 99) ORDER BY id"))
                .containsExactly("5|a", "15|changed", "16|b", "99|new");
        assertThat(fixture.rows("SELECT count(*) FROM silver.orders")).containsExactly("31");
    }

    private String fileWith(int id) {
        return fixture.snapshot(ORDERS).files().stream()
                .filter(file -> (long) file.stats().min().get("id") <= id
                        && (long) file.stats().max().get("id") >= id)
                .map(file -> Path.of(file.location()).getFileName().toString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void commitsNothingWhenAMergeChangesNothing() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS v, 'run-1' AS _ingot_run");
        TableChange change = fixture.publish(ORDERS, "SELECT 1 AS id, 'a' AS v, 'run-2' AS _ingot_run", BY_ID);
        assertThat(change).isEqualTo(new TableChange(ORDERS, 0, 0));
        assertThat(fixture.rows("SELECT _ingot_run FROM silver.orders")).containsExactly("run-1");
        fixture.publish(ORDERS, "SELECT 1 AS id, 'b' AS v, 'run-3' AS _ingot_run", BY_ID);
        assertThat(fixture.rows("SELECT v, _ingot_run FROM silver.orders")).containsExactly("b|run-3");
    }

    @Test
    void updatesOnlyTheNamedColumns() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS v, 'x' AS w");
        fixture.publish(
                ORDERS,
                "SELECT 1 AS id, 'b' AS v, 'y' AS w UNION ALL SELECT 2, 'c', 'z'",
                new BuildMode.Merge(List.of("id"), List.of("v")));
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1|b|x", "2|c|z");
    }

    @Test
    void updatesEveryRowOfTheTableWithTheKey() {
        fixture.replace(ORDERS, "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c')) t(id, v)");
        try (Staged staged = stage("SELECT 1 AS id, 'b' AS v", BY_ID)) {
            assertThat(staged.counts()).isEqualTo(new Counts(1, 0, 1, 0, 0, 0, 0, 0));
            staged.publish();
        }
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY ALL")).containsExactly("1|b", "1|b", "2|c");
    }

    @Test
    void namesAKeyThatIsThereTwice() throws IOException {
        Problem problem = problem(() -> stage(
                "SELECT * FROM (VALUES (7, 'a', 1), (7, 'a', 2), (8, 'b', 3), (9, 'c', 4), (9, 'c', 4)) t(id, k, v)",
                new BuildMode.Merge(List.of("id", "k"), null)));
        assertThat(problem.code()).isEqualTo(LakeError.DUPLICATE_KEY);
        assertThat(problem.what())
                .isEqualTo(
                        "The select has several rows of the same key: id = 7, k = a is there 2 times, and 1 more keys"
                                + " more than once.");
        assertThat(fixture.filesOnDisk(ORDERS)).isEmpty();
    }

    @Test
    void refusesNullAndUnknownKeys() {
        Problem nulls = problem(() -> stage("SELECT NULL::INT AS id, 1 AS v", BY_ID));
        assertThat(nulls.code()).isEqualTo(LakeError.NULL_KEY);
        assertThat(nulls.what()).isEqualTo("The key column 'id' is null in 1 row of the select.");
        Problem unknown = problem(() -> stage("SELECT 1 AS idd, 1 AS v", BY_ID));
        assertThat(unknown.code()).isEqualTo(LakeError.BAD_KEY);
        assertThat(unknown.fix()).isEqualTo("Did you mean 'idd'?");
    }

    @Test
    void deletesByKeyThenInserts() {
        fixture.replace(ORDERS, "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c'), (NULL, 'n')) t(id, v)");
        fixture.publish(ORDERS, "SELECT 9 AS id, 'far' AS v", APPEND);
        String far = fileWith(9);
        try (Staged staged = stage(
                "SELECT * FROM (VALUES (1, 'x'), (3, 'y'), (3, 'y')) t(id, v)",
                new BuildMode.DeleteInsert(List.of("id")))) {
            assertThat(staged.counts().law()).isEqualTo("read 4 = 2 inserted + 1 updated + 1 deleted");
            staged.publish();
        }
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY ALL"))
                .containsExactly("1|x", "2|c", "3|y", "3|y", "9|far", "null|n");
        assertThat(fixture.files(ORDERS)).contains(far);
    }

    @Test
    void failsOnAnyChangeOfColumnsWhereThePolicySaysSo() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 2 AS gone, 3 AS kind");
        List<Problem> problems = org.assertj.core.api.Assertions.catchThrowableOfType(
                        IngotException.class,
                        () -> stage(ORDERS, "SELECT 1 AS id, 'x' AS kind, 4 AS fresh", APPEND, SchemaPolicy.FAIL))
                .problems();
        assertThat(problems)
                .extracting(Problem::what)
                .containsExactly(
                        "The columns of silver.orders do not fit: 'gone' is in the table but not in the select.",
                        "The columns of silver.orders do not fit: 'kind' is integer in the table and string in the"
                                + " select.",
                        "The columns of silver.orders do not fit: 'fresh' is in the select but not in the table.");
    }

    @Test
    void ignoresNewColumnsWhereThePolicySaysSo() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.publish(ORDERS, "SELECT 'new' AS fresh, 2 AS ID", APPEND, SchemaPolicy.IGNORE);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY ALL")).containsExactly("1", "2");
        assertThat(problem(() -> stage("SELECT 'x' AS other", APPEND)).what())
                .isEqualTo("The columns of silver.orders do not fit: 'id' is in the table but not in the select.");
    }

    @Test
    void appendsNewColumnsAndWidensTypes() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 2::INT AS n, 'a' AS old");
        fixture.publish(
                ORDERS, "SELECT 2 AS id, 5000000000 AS n, true AS fresh", APPEND, SchemaPolicy.APPEND_NEW_COLUMNS);
        assertThat(fixture.rows("SELECT id, n, old, fresh FROM silver.orders ORDER BY id"))
                .containsExactly("1|2|a|null", "2|5000000000|null|true");
        assertThat(fixture.snapshot(ORDERS).schema().find("n").orElseThrow().type())
                .isEqualTo(Simple.BIGINT);
    }

    @Test
    void mergesIntoOldFilesThatLackAColumn() {
        fixture.replace(ORDERS, "SELECT range AS id, 'a' AS v FROM range(3)");
        fixture.publish(ORDERS, "SELECT 1 AS id, 'b' AS v, 5 AS n", BY_ID, SchemaPolicy.APPEND_NEW_COLUMNS);
        fixture.publish(ORDERS, "SELECT 2 AS id, 7 AS n", BY_ID, SchemaPolicy.APPEND_NEW_COLUMNS);
        assertThat(fixture.rows("SELECT id, v, n FROM silver.orders ORDER BY id"))
                .containsExactly("0|a|null", "1|b|5", "2|a|7");
    }

    @Test
    void syncsAllColumns() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'gone' AS gone, '12' AS n");
        fixture.publish(ORDERS, "SELECT 2 AS id, 5 AS n, 'f' AS fresh", APPEND, SchemaPolicy.SYNC_ALL_COLUMNS);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1|12|null", "2|5|f");
        assertThat(fixture.snapshot(ORDERS).schema().names()).containsExactly("id", "n", "fresh");
    }

    @Test
    void neverRoundsAValueToFitTheTable() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        fixture.publish(ORDERS, "SELECT 2.0::DOUBLE AS id", APPEND);
        Problem problem = problem(() -> stage("SELECT 2.5::DOUBLE AS id", APPEND));
        assertThat(problem.what())
                .isEqualTo(
                        "The value 2.5 of column 'id' does not fit: 'id' is integer in the table and double in the select.");
        assertThat(problem.fix())
                .isEqualTo(
                        "Cast it in the select as you mean it, or give the table the type double with --full-refresh or"
                                + " on_schema_change: sync_all_columns.");
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource(
            value = SchemaPolicy.class,
            names = {"IGNORE", "APPEND_NEW_COLUMNS", "FAIL"})
    void refusesATypeThatChangedNamingColumnAndTypes(SchemaPolicy policy) {
        fixture.replace(ORDERS, "SELECT 1 AS id, 5 AS v, DATE '2024-01-05' AS d, 'a' AS t");
        List<Problem> problems = org.assertj.core.api.Assertions.catchThrowableOfType(
                        IngotException.class,
                        () -> stage(ORDERS, "SELECT 2 AS id, '1.5' AS v, true AS d, 'b' AS t", APPEND, policy))
                .problems();
        assertThat(problems)
                .extracting(Problem::what)
                .containsExactly(
                        "The columns of silver.orders do not fit: 'v' is integer in the table and string in the select.",
                        "The columns of silver.orders do not fit: 'd' is date in the table and boolean in the select.");
    }

    @Test
    void syncsATypeOnlyWhereEachValueOfTheTableIsTheSame() {
        fixture.replace(ORDERS, "SELECT 1 AS id, '007' AS v");
        Problem problem = org.assertj.core.api.Assertions.catchThrowableOfType(
                        IngotException.class,
                        () -> stage(ORDERS, "SELECT 2 AS id, 5 AS v", APPEND, SchemaPolicy.SYNC_ALL_COLUMNS))
                .first();
        assertThat(problem.what())
                .isEqualTo(
                        "The value 007 of column 'v' in the table does not fit: 'v' is string in the table and integer in the"
                                + " select.");
        assertThat(problem.fix())
                .isEqualTo(
                        "Cast it in the select: cast(\"v\" as VARCHAR), or build the table anew with --full-refresh.");
    }

    @Test
    void widensToATypeThatHoldsBoth() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 5 AS v, 9007199254740993 AS n, 7::BIGINT AS f, 'a' AS gone");
        fixture.publish(
                ORDERS, "SELECT 2 AS id, '007' AS v, 0.5::DOUBLE AS n, 0.5::DOUBLE AS f", APPEND, SchemaPolicy.WIDEN);
        assertThat(fixture.rows("SELECT id, v, n, f, gone FROM silver.orders ORDER BY id"))
                .containsExactly("1|5|9007199254740993|7.0|a", "2|007|0.5|0.5|null");
        assertThat(fixture.snapshot(ORDERS).schema().columns())
                .extracting(Column::type)
                .containsExactly(Simple.INTEGER, Simple.STRING, Simple.STRING, Simple.DOUBLE, Simple.STRING);
    }

    @Test
    void holdsNotNullColumns() throws IOException {
        TableSchema schema = new TableSchema(List.of(new Column("id", Simple.INTEGER, false)));
        try (SqlRunner runner = fixture.parts().engine().runner()) {
            TableWriter writer = new TableWriter(fixture.parts());
            Problem problem = problem(() -> writer.write(
                    runner.connection(),
                    ORDERS,
                    "SELECT 1 AS id UNION ALL SELECT NULL",
                    schema,
                    REPLACE,
                    SchemaPolicy.IGNORE,
                    StepControl.NONE));
            assertThat(problem.what())
                    .isEqualTo("The column 'id' of silver.orders must not be null, but 1 row has no value.");
        }
        assertThat(fixture.filesOnDisk(ORDERS)).isEmpty();
    }

    @Test
    void recordsTheBatchAndItsPositionInTheCommit() {
        TableSchema schema = new TableSchema(List.of(Column.of("id", Simple.INTEGER)));
        batch(schema, "SELECT 1 AS id", 1, "{\"file\":\"a\"}");
        batch(schema, "SELECT 2 AS id WHERE false", 2, "{\"file\":\"b\"}");
        fixture.publish(ORDERS, "SELECT 3 AS id", APPEND);
        assertThat(fixture.lake.lastBatch(ORDERS, "orders"))
                .contains(new CommittedBatch(2, 1, "run-2", "{\"file\":\"b\"}"));
        assertThat(fixture.lake.lastBatch(ORDERS, "other")).isEmpty();
        assertThat(fixture.lake.lastBatch(TableName.of("no", "table"), "orders"))
                .isEmpty();
        fixture.lake.restore(ORDERS, 0, TAG);
        assertThat(fixture.lake.lastBatch(ORDERS, "orders"))
                .contains(new CommittedBatch(2, 0, "run-1", "{\"file\":\"a\"}"));
    }

    private void batch(TableSchema schema, String select, long number, String position) {
        try (SqlRunner runner = fixture.parts().engine().runner()) {
            PendingWrite write = new TableWriter(fixture.parts())
                    .write(
                            runner.connection(),
                            ORDERS,
                            select,
                            schema,
                            APPEND,
                            SchemaPolicy.APPEND_NEW_COLUMNS,
                            StepControl.NONE);
            write.commit(new CommitNote("WRITE", "pipeline.shop.orders", "run-" + number, "orders", number, position));
        }
    }

    @Test
    void adoptsFilesThatAreAlreadyThere() {
        TableSchema schema = new TableSchema(
                List.of(Column.of("id", Simple.BIGINT), Column.of("amount", new DataType.Decimal(10, 2))));
        TableWriter writer = new TableWriter(fixture.parts());
        try (SqlRunner runner = fixture.parts().engine().runner()) {
            ParquetOut out =
                    new ParquetOut(runner, ORDERS, fixture.parts().catalog().folder(ORDERS), 1 << 20, StepControl.NONE);
            List<NewFile> files = out.write(
                    "SELECT range AS id, CAST(1.5 AS DECIMAL(10,2)) AS amount FROM range(3)", "", schema, List.of());
            PendingWrite write = writer.adopt(ORDERS, files, schema, REPLACE);
            assertThat(write.counts()).isEqualTo(Counts.inserted(3));
            assertThat(write.rowsAfter()).isEqualTo(3);
            write.commit(new CommitNote("WRITE", "n", "r", "p", 1, "pos"));
        }
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id"))
                .containsExactly("0|1.50", "1|1.50", "2|1.50");
    }

    @Test
    void conflictsWithARowThatSomebodyElseAddedAndIsRightWhenTriedAgain() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS v");
        Staged slow = stage("SELECT 1 AS id, 'slow' AS v UNION ALL SELECT 2, 'slow'", BY_ID);
        fixture.publish(ORDERS, "SELECT 2 AS id, 'fast' AS v", BY_ID);
        Problem problem = problem(slow::publish);
        assertThat(problem.code()).isEqualTo(DeltaError.CONFLICT);
        assertThat(problem.code().kind()).isEqualTo(dev.ingot.api.error.ErrorKind.EXTERNAL);
        slow.close();
        fixture.publish(ORDERS, "SELECT 1 AS id, 'slow' AS v UNION ALL SELECT 2, 'slow'", BY_ID);
        assertThat(fixture.rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("1|slow", "2|slow");
    }

    @Test
    void takesThePlaceOfAViewOfTheSameName() {
        try (Session session = fixture.lake.open(List.of())) {
            session.createView(ORDERS, "SELECT 1 AS id", TAG);
        }
        fixture.replace(ORDERS, "SELECT 2 AS id");
        assertThat(fixture.lake.find(ORDERS).orElseThrow().kind()).isEqualTo(TableInfo.Kind.TABLE);
        try (Session session = fixture.lake.open(List.of())) {
            session.createView(ORDERS, "SELECT 3 AS id", TAG);
        }
        assertThat(fixture.lake.find(ORDERS).orElseThrow().kind()).isEqualTo(TableInfo.Kind.VIEW);
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("3");
    }
}
