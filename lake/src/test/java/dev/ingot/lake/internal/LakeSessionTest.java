package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.ORDERS;
import static dev.ingot.lake.internal.LakeFixture.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.lake.LakeError;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeSessionTest {

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
    void readsWhatWasPublished() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 'a' AS name UNION ALL SELECT 2, NULL");
        assertThat(fixture.rows("SELECT id, name FROM silver.orders ORDER BY id"))
                .containsExactly("1|a", "2|null");
    }

    @Test
    void givesJavaValuesOfEveryType() {
        Rows rows;
        try (Session session = fixture.lake.open(List.of())) {
            rows = session.query(
                    "SELECT true, 1::TINYINT, 2::SMALLINT, 3, 4::BIGINT, 1.5::FLOAT, 2.5::DOUBLE, 1.20::DECIMAL(10,2),"
                            + " 'x', '\\x01\\x02'::BLOB, DATE '2024-02-29', TIMESTAMPTZ '2024-02-29 12:00:00.000001+01',"
                            + " TIMESTAMP '2024-02-29 12:00:00', [1, NULL], {'a': 1, 'b': [DATE '2024-01-01']},"
                            + " MAP {'k': 1}, NULL, sum(1), uuid '00000000-0000-0000-0000-000000000001',"
                            + " '10:00'::TIME, '24:00:00'::TIME, '{\"a\": 1}'::JSON",
                    10);
        }
        assertThat(rows.rows().get(0))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        true,
                        1L,
                        2L,
                        3L,
                        4L,
                        1.5,
                        2.5,
                        new BigDecimal("1.20"),
                        "x",
                        new byte[] {1, 2},
                        LocalDate.of(2024, 2, 29),
                        Instant.parse("2024-02-29T11:00:00.000001Z"),
                        LocalDateTime.parse("2024-02-29T12:00:00"),
                        java.util.Arrays.asList(1L, null),
                        Map.of("a", 1L, "b", List.of(LocalDate.of(2024, 1, 1))),
                        Map.of("k", 1L),
                        null,
                        1L,
                        "00000000-0000-0000-0000-000000000001",
                        "10:00:00",
                        "24:00:00",
                        "{\"a\": 1}");
    }

    @Test
    void readsDaysAndMomentsThatNeverComeAsWhatTheyAre() {
        assertThat(fixture.rows(
                        "SELECT DATE 'infinity', TIMESTAMPTZ '-infinity', TIMESTAMP 'infinity', DATE '-infinity',"
                                + " [DATE 'infinity'], {'t': TIMESTAMPTZ 'infinity'}"))
                .containsExactly("infinity|-infinity|infinity|-infinity|[infinity]|{t=infinity}");
    }

    @Test
    void returnsNoMoreRowsThanAskedForAndSaysSo() {
        try (Session session = fixture.lake.open(List.of())) {
            Rows rows = session.query("SELECT range AS i FROM range(1000000000)", 3);
            assertThat(rows.rows()).containsExactly(List.of(0L), List.of(1L), List.of(2L));
            assertThat(rows.truncated()).isTrue();
            assertThat(session.query("SELECT 1", 1).truncated()).isFalse();
        }
    }

    @Test
    void aListOfTimesThatJavaHasNotIsToBeCast() {
        try (Session session = fixture.lake.open(List.of())) {
            assertThat(problem(() -> session.query("SELECT [TIME '24:00:00'] AS l", 1))
                            .fix())
                    .isEqualTo("Cast its column to text: CAST(… AS VARCHAR).");
        }
    }

    @Test
    void describesWithoutRunning() {
        try (Session session = fixture.lake.open(List.of())) {
            assertThat(session.describe("SELECT error('ran') AS e, 1 AS i, sum(2) AS s, 1.5 AS d, [1] AS l,"
                                    + " {'a b': 1} AS st, NULL AS n, TIMESTAMP '2024-01-01' AS t")
                            .columns())
                    .containsExactly(
                            Column.of("e", Simple.STRING),
                            Column.of("i", Simple.INTEGER),
                            Column.of("s", Simple.BIGINT),
                            Column.of("d", new DataType.Decimal(2, 1)),
                            Column.of("l", new DataType.ListOf(Simple.INTEGER)),
                            Column.of("st", new DataType.Struct(List.of(new DataType.Field("a b", Simple.INTEGER)))),
                            Column.of("n", Simple.STRING),
                            Column.of("t", Simple.TIMESTAMP_NTZ));
        }
    }

    @Test
    void seesNothingOfWhatOthersCommitLater() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        try (Session early = fixture.lake.open(List.of())) {
            fixture.replace(ORDERS, "SELECT 2 AS id");
            fixture.replace(TableName.of("silver", "late"), "SELECT 3 AS id");
            assertThat(LakeFixture.rows(early, "SELECT id FROM silver.orders")).containsExactly("1");
            Problem problem = problem(() -> early.query("SELECT * FROM silver.late", 1));
            assertThat(problem.code()).isEqualTo(LakeError.SQL_NO_SUCH_OBJECT);
            assertThat(fixture.rows("SELECT id FROM silver.orders")).containsExactly("2");
        }
    }

    @Test
    void keepsMacrosAndTemporaryTablesOfSessionsApart() {
        try (Session one = fixture.lake.open(List.of());
                Session two = fixture.lake.open(List.of())) {
            one.execute("CREATE MACRO twice(x) AS 2 * x; CREATE TEMP TABLE t AS SELECT 1 AS i");
            two.execute("CREATE MACRO twice(x) AS 20 * x");
            assertThat(LakeFixture.rows(one, "SELECT twice(i) FROM t")).containsExactly("2");
            assertThat(LakeFixture.rows(two, "SELECT twice(1)")).containsExactly("20");
            assertThat(problem(() -> two.query("SELECT * FROM t", 1)).what()).contains("t does not exist");
        }
    }

    @Test
    void laysStagedTablesOverPublishedOnes() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        TableName fresh = TableName.of("gold", "fresh");
        try (Session session = fixture.lake.open(List.of());
                Staged orders = stage(session, ORDERS, "SELECT 2 AS id, 'new' AS name");
                Staged other = stage(session, fresh, "SELECT 3 AS id");
                Session over = fixture.lake.open(List.of(orders, other))) {
            assertThat(LakeFixture.rows(over, "SELECT * FROM silver.orders")).containsExactly("2|new");
            assertThat(LakeFixture.rows(over, "SELECT * FROM gold.fresh")).containsExactly("3");
            assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1");
        }
        assertThat(fixture.lake.find(fresh)).isEmpty();
    }

    private static Staged stage(Session session, TableName table, String select) {
        return session.stage(
                table, select, new BuildMode.Replace(List.of()), SchemaPolicy.IGNORE, TAG, StepControl.NONE);
    }

    @Test
    void readsViewsOnViewsInAnyOrder() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 10 AS amount UNION ALL SELECT 2, 20");
        try (Session session = fixture.lake.open(List.of())) {
            session.createView(
                    TableName.of("gold", "a_total"), "SELECT sum(amount) AS total FROM silver.orders -- all", TAG);
        }
        try (Session session = fixture.lake.open(List.of())) {
            session.createView(TableName.of("gold", "Double Total"), "SELECT 2 * total AS t FROM gold.a_total;", TAG);
        }
        assertThat(fixture.rows("WITH x AS (SELECT * FROM gold.\"Double Total\") SELECT * FROM x"))
                .containsExactly("60");
        TableInfo info = fixture.lake.find(TableName.of("gold", "Double Total")).orElseThrow();
        assertThat(info.kind()).isEqualTo(TableInfo.Kind.VIEW);
        assertThat(info.schema().names()).containsExactly("t");
        assertThat(info.definition()).isEqualTo("SELECT 2 * total AS t FROM gold.a_total");
        assertThat(fixture.lake.list())
                .extracting(each -> each.name() + " " + each.kind())
                .containsExactly("gold.Double Total VIEW", "gold.a_total VIEW", "silver.orders TABLE");
    }

    @Test
    void refusesViewsThatReadEachOther() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        TableName a = TableName.of("gold", "a");
        TableName b = TableName.of("gold", "b");
        createView(a, "SELECT * FROM silver.orders");
        createView(b, "SELECT * FROM gold.a");
        createView(a, "SELECT * FROM gold.b");
        Problem problem;
        try (Session session = fixture.lake.open(List.of())) {
            problem = problem(() -> session.query("SELECT * FROM gold.b", 1));
        }
        assertThat(problem.code()).isEqualTo(LakeError.VIEW_CYCLE);
        assertThat(problem.what()).contains("gold.b -> gold.a -> gold.b");
    }

    private void createView(TableName name, String select) {
        try (Session session = fixture.lake.open(List.of())) {
            session.createView(name, select, TAG);
        }
    }

    @Test
    void saysInWhichViewTheMistakeIs() {
        fixture.replace(ORDERS, "SELECT 1 AS id, 2 AS amount");
        createView(TableName.of("gold", "v"), "SELECT amount FROM silver.orders");
        fixture.replace(ORDERS, "SELECT 1 AS id");
        try (Session session = fixture.lake.open(List.of())) {
            Problem problem = problem(() -> session.query("SELECT * FROM gold.v", 1));
            assertThat(problem.what()).startsWith("The view gold.v (model.shop.orders) cannot be read: ");
            assertThat(problem.what()).contains("\"amount\" not found");
        }
        assertThat(fixture.lake.list()).hasSize(2);
    }

    @Test
    void findsTablesByNameAloneAfterUse() {
        fixture.replace(ORDERS, "SELECT 7 AS id");
        try (Session session = fixture.lake.open(List.of())) {
            session.execute("USE silver");
            assertThat(LakeFixture.rows(session, "SELECT * FROM orders")).containsExactly("7");
        }
    }

    @Test
    void readsOnlyTheTablesThatAStatementNames() {
        for (int i = 0; i < 5; i++) {
            fixture.replace(TableName.of("bronze", "t" + i), "SELECT " + i + " AS id");
        }
        try (Session session = fixture.lake.open(List.of())) {
            session.query("SELECT * FROM bronze.t1 JOIN bronze.\"T3\" USING (id)", 1);
            assertThat(LakeFixture.rows(
                            session, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'bronze' ORDER BY ALL"))
                    .containsExactly("t1", "t3");
        }
    }

    @Test
    void tellsThePlaceOfAMistakeInTheStatement() {
        try (Session session = fixture.lake.open(List.of())) {
            Problem syntax = problem(() -> session.query("SELECT 1,\n  FROM FROM x", 1));
            assertThat(syntax.code()).isEqualTo(LakeError.SQL_SYNTAX);
            assertThat(String.valueOf(syntax.place())).startsWith("sql:2:");
            Problem column = problem(() -> session.query("SELECT a\n     , nme\nFROM (SELECT 1 AS a, 2 AS name)", 1));
            assertThat(column.code()).isEqualTo(LakeError.SQL_NAME);
            assertThat(column.place()).hasToString("sql:2:8");
            assertThat(column.place().text()).isEqualTo("     , nme");
            assertThat(column.why()).contains("name");
            Problem value = problem(() -> session.query("SELECT\n CAST('ab' AS INT)", 1));
            assertThat(value.code()).isEqualTo(LakeError.SQL_VALUE);
            assertThat(value.place()).hasToString("sql:2:2");
        }
    }

    @Test
    void tellsThePlaceInALongLine() {
        String line = "SELECT " + "1 + ".repeat(100) + "nowhere + " + "1 + ".repeat(100) + "1";
        try (Session session = fixture.lake.open(List.of())) {
            Problem problem = problem(() -> session.query(line, 1));
            assertThat(problem.place()).hasToString("sql:1:" + (line.indexOf("nowhere") + 1));
        }
    }

    @Test
    void tellsThePlaceInTheSelectOfAStagedTable() {
        try (Session session = fixture.lake.open(List.of())) {
            Problem problem = problem(() -> stage(
                    session, ORDERS, "SELECT 1 AS id,\n  CAST(x AS INT) AS y\nFROM (VALUES ('1'), ('zwei')) t(x)"));
            assertThat(problem.what()).contains("'zwei'");
            assertThat(problem.place()).hasToString("sql:2:3");
        }
    }

    @Test
    void suggestsTheNearestTable() {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        try (Session session = fixture.lake.open(List.of())) {
            assertThat(problem(() -> session.query("SELECT * FROM silver.oders", 1))
                            .fix())
                    .isEqualTo("Did you mean 'silver.orders'?");
            assertThat(problem(() -> session.query("SELECT * FROM orders", 1)).fix())
                    .isEqualTo("Did you mean 'silver.orders'?");
            assertThat(problem(() -> session.query("SELECT upperr('a')", 1)).fix())
                    .isEqualTo("Did you mean \"upper\"?");
        }
    }

    @Test
    void refusesSeveralStatementsInOneQuery() {
        try (Session session = fixture.lake.open(List.of())) {
            Problem problem = problem(() -> session.query("SELECT ';' ; -- x\n SELECT 2", 1));
            assertThat(problem.code()).isEqualTo(LakeError.SQL_SYNTAX);
            assertThat(problem.place()).hasToString("sql:2:2");
            assertThat(session.query("SELECT ';' -- ; \n ; ", 1).single()).isEqualTo(";");
        }
    }

    static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(IngotException.class, call).first();
    }
}
