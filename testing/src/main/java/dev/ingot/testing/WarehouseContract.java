package dev.ingot.testing;

import static dev.ingot.testing.Loads.TABLE;
import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.SqlReader;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.api.warehouse.Warehouse.MaintenanceResult;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Warehouse} promises of sessions, builds, history and maintenance. */
public abstract class WarehouseContract extends WarehouseUnderTest {
    // Sessions

    @Test
    void aSessionKeepsThePictureThatItWasOpenedWith() {
        publish(values("(1, 'a')"), REPLACE);
        try (Session early = warehouse.open(List.of())) {
            publish(values("(2, 'b')"), REPLACE);
            publish(TABLE, values("(3, 'c')"), REPLACE, SchemaPolicy.IGNORE);

            if (!supports(Feature.PINNED_SESSIONS)) {
                assertThat(rows(early, ROWS)).containsExactly("2|b");
                return;
            }
            assertThat(rows(early, ROWS)).containsExactly("1|a");
            assertThat(problem(() -> early.query("SELECT * FROM bronze.people", 1))
                            .what())
                    .contains("people");
        }
        assertThat(rows(ROWS)).containsExactly("2|b");
    }

    @Test
    void valuesComeBackAsTheDocumentedTypes() {
        String sql =
                "SELECT true AS b, CAST(7 AS INTEGER) AS i, CAST(1.50 AS DECIMAL(10,2)) AS d, CAST(0.5 AS DOUBLE PRECISION) AS f,"
                        + " 'x' AS s, DATE '2026-02-03' AS day, CAST(NULL AS VARCHAR) AS nothing";
        publish(TABLE, sql, REPLACE, SchemaPolicy.IGNORE);
        try (Session session = warehouse.open(List.of())) {
            Rows rows = session.query("SELECT * FROM bronze.people", 10);

            assertThat(rows.rows())
                    .containsExactly(
                            Arrays.asList(true, 7L, new BigDecimal("1.50"), 0.5, "x", LocalDate.of(2026, 2, 3), null));
            assertThat(rows.columns())
                    .extracting(Column::type)
                    .containsExactly(
                            Simple.BOOLEAN,
                            Simple.INTEGER,
                            new Decimal(10, 2),
                            Simple.DOUBLE,
                            Simple.STRING,
                            Simple.DATE,
                            Simple.STRING);
            assertThat(session.describe("SELECT d, day FROM bronze.people").columns())
                    .containsExactly(Column.of("d", new Decimal(10, 2)), Column.of("day", Simple.DATE));
        }
        assertThat(info(TABLE).schema().names()).containsExactly("b", "i", "d", "f", "s", "day", "nothing");
    }

    @Test
    void aResultSaysWhetherThereIsMore() {
        publish(values("(1, 'a')", "(2, 'b')"), REPLACE);
        try (Session session = warehouse.open(List.of())) {
            assertThat(session.query(ROWS, 1).rows()).hasSize(1);
            assertThat(session.query(ROWS, 1).truncated()).isTrue();
            assertThat(session.query(ROWS, 2).truncated()).isFalse();
        }
    }

    @Test
    void aReaderReads() {
        publish(values("(1, 'a')", "(2, 'b')"), REPLACE);
        try (SqlReader reader = warehouse.reader(null)) {
            assertThat(reader.query("select count(*) as n from silver.orders;", 5)
                            .rows())
                    .containsExactly(List.of(2L));
            assertThat(reader.query("with p as (select * from silver.orders) select id from p order by 1", 1))
                    .satisfies(rows -> assertThat(rows.rows()).containsExactly(List.of(1L)))
                    .satisfies(rows -> assertThat(rows.truncated()).isTrue());
            assertThat(problem(() -> reader.query("select\n idd from silver.orders", 1))
                            .place())
                    .hasToString("sql:2:2");
        }
    }

    /** A statement may be refused by its look, or by the engine; either way it does nothing. */
    @Test
    void aReaderDoesNothingButRead(@TempDir Path outside) throws IOException {
        publish(values("(1, 'a')"), REPLACE);
        Path file = Files.writeString(outside.resolve("file.csv"), "a\n1\n");
        List<String> writing = List.of(
                "drop table silver.orders",
                "delete from silver.orders",
                "create table bronze.more as select 1 as id",
                "insert into silver.orders values (2, 'b')",
                "with gone as (delete from silver.orders returning id) select * from gone",
                "with w as (copy (select 1) to '" + file + "') select 1",
                "copy (select 2 as a) to '" + file + "'",
                "explain analyze delete from silver.orders",
                "select 1; delete from silver.orders",
                "commit; delete from silver.orders",
                "set search_path = 'x'",
                "call pg_sleep(0)",
                "do $$ begin delete from silver.orders; end $$",
                "select * from '" + file + "'",
                "install httpfs",
                "attach '" + outside.resolve("other.db") + "' as other");
        try (SqlReader reader = warehouse.reader(null)) {
            for (String sql : writing) {
                assertThat(problem(() -> reader.query(sql, 1)).code().exit())
                        .as(sql)
                        .isIn(ExitCode.USAGE, ExitCode.FAILED);
            }
        }
        assertThat(rows(ROWS)).containsExactly("1|a");
        assertThat(warehouse.list()).hasSize(1);
        assertThat(outside.toFile().list()).containsExactly("file.csv");
        assertThat(file).hasContent("a\n1\n");
    }

    @Test
    void aTemporaryTableStaysInItsSession() {
        try (Session one = warehouse.open(List.of());
                Session other = warehouse.open(List.of())) {
            one.execute("CREATE TEMP TABLE scratch AS SELECT 5 AS n");

            assertThat(rows(one, "SELECT n FROM scratch")).containsExactly("5");
            assertThat(problem(() -> other.query("SELECT n FROM scratch", 1)).what())
                    .contains("scratch");
        }
        assertThat(warehouse.list()).isEmpty();
    }

    @Test
    void aStatementThatFailsSaysWhere() {
        publish(values("(1, 'a')"), REPLACE);
        Problem syntax = sqlProblem("SELECT id\nFROM silver.orders\nWHERE AND id = 1");
        Problem column = sqlProblem("SELECT id,\n  idd\nFROM silver.orders");
        Problem table = sqlProblem("SELECT *\nFROM silver.ordres");

        assertThat(List.of(syntax, column, table))
                .allSatisfy(problem -> assertThat(problem.code().kind()).isEqualTo(ErrorKind.USER))
                .extracting(problem -> String.valueOf(problem.place()))
                .containsExactly("sql:3:7", "sql:2:3", "sql:2:6");
        assertThat(column.what()).contains("idd");
        assertThat(table.render()).contains("silver.ordres").contains("orders");
    }

    @Test
    void aViewShowsItsTablesToSessionsThatAreOpenedLater() {
        publish(values("(1, 'a')"), REPLACE);
        TableName view = TableName.of("gold", "ids");
        try (Session session = warehouse.open(List.of())) {
            if (refused(Feature.VIEWS, () -> session.createView(view, "SELECT id FROM silver.orders", TAG))) {
                return;
            }
            session.createView(view, "SELECT id FROM silver.orders", TAG);
        }
        publish(values("(2, 'b')"), new BuildMode.Append());

        assertThat(rows("SELECT * FROM gold.ids ORDER BY id")).containsExactly("1", "2");
        assertThat(info(view).kind()).isEqualTo(TableInfo.Kind.VIEW);
        assertThat(info(view).definition()).containsIgnoringWhitespaces("SELECT id FROM silver.orders");
        assertThat(info(view).version()).isEqualTo(-1);
        assertThat(warehouse.list()).extracting(TableInfo::name).containsExactly(view, ORDERS);
        warehouse.drop(view);
        assertThat(warehouse.find(view)).isEmpty();
    }

    // Builds

    @Test
    void whatIsStagedIsSeenOnlyByASessionThatIsOpenedWithIt() {
        publish(values("(1, 'old')"), REPLACE);
        try (Session session = warehouse.open(List.of());
                Staged staged = stage(session, values("(1, 'new')", "(2, 'new')"), REPLACE);
                Session overlay = warehouse.open(List.of(staged))) {
            assertThat(rows(overlay, ROWS)).containsExactly("1|new", "2|new");
            assertThat(rows(session, ROWS)).containsExactly("1|old");
            assertThat(rows(ROWS)).containsExactly("1|old");
            assertThat(staged.table()).isEqualTo(ORDERS);
            assertThat(staged.schema().names()).containsExactly("id", "v");
            assertThat(staged.counts()).isEqualTo(Counts.inserted(2));
        }
    }

    @Test
    void aViewThatIsNotPublishedIsSeenOnlyByASessionThatIsOpenedWithIt() {
        publish(values("(1, 'a')", "(2, 'b')"), REPLACE);
        TableName view = TableName.of("gold", "ids");
        if (!supports(Feature.VIEWS)) {
            return;
        }
        try (Session other = warehouse.open(List.of());
                Session seeing = warehouse.open(List.of(), Map.of(view, "SELECT id FROM silver.orders"))) {
            assertThat(rows(seeing, "SELECT * FROM \"gold\".\"ids\" ORDER BY id"))
                    .containsExactly("1", "2");
            assertThat(problem(() -> other.query("SELECT * FROM gold.ids", 1)).what())
                    .contains("ids");
        }
        assertThat(warehouse.find(view)).isEmpty();
    }

    @Test
    void aSessionFindsListsAndDropsWhatThereIs() {
        publish(values("(1, 'a')"), REPLACE);
        try (Session session = warehouse.open(List.of())) {
            assertThat(session.find(ORDERS))
                    .hasValueSatisfying(
                            info -> assertThat(info.schema().names()).containsExactly("id", "v"));
            assertThat(session.list()).extracting(TableInfo::name).containsExactly(ORDERS);
            session.drop(ORDERS);
            session.drop(ORDERS);
        }
        assertThat(warehouse.list()).isEmpty();
    }

    @Test
    void whatComesAfterPublicationSeesThePublishedTable() {
        publish(values("(1, 'old')"), REPLACE);
        List<String> seen = new ArrayList<>();
        try (Session session = warehouse.open(List.of());
                Staged staged = stage(session, values("(1, 'new')"), REPLACE)) {
            staged.publish(after -> seen.addAll(rows(after, ROWS)));
        }
        assertThat(seen).containsExactly("1|new");
    }

    @Test
    void rowsOfTextAreFilledIntoATemporaryTable() {
        try (Session session = warehouse.open(List.of())) {
            session.fill("texts", List.of("a", "B b"), List.of(Arrays.asList("x\ty", null), List.of("\\N\n", "é")));
            session.fill("texts", List.of("a", "B b"), List.of(Arrays.asList("x\ty", null), List.of("\\N\n", "é")));

            assertThat(rows(session, "SELECT * FROM texts ORDER BY ingot_row"))
                    .containsExactly("0|x\ty|null", "1|\\N\n|é");
        }
    }

    @Test
    void whatIsDiscardedLeavesNothingVisible() {
        publish(values("(1, 'old')"), REPLACE);
        TableInfo before = info(ORDERS);
        try (Session session = warehouse.open(List.of())) {
            stage(session, values("(1, 'new')"), REPLACE).close();
            session.stage(TABLE, values("(1, 'new')"), REPLACE, SchemaPolicy.IGNORE, TAG, StepControl.NONE)
                    .close();
        }

        assertThat(warehouse.list()).containsExactly(before);
        assertThat(rows(ROWS)).containsExactly("1|old");
    }

    @Test
    void aSelectThatFailsOnItsRowsLeavesNothingVisible() {
        assertThat(problem(() -> publish(
                                "SELECT CAST(v AS INTEGER) AS id, v FROM (" + values("(1, 'x')") + ") AS s", REPLACE))
                        .code()
                        .kind())
                .isEqualTo(ErrorKind.USER);
        assertThat(warehouse.list()).isEmpty();
    }

    @Test
    void replaceAndAppendPublishTheSelect() {
        TableChange made = publish(values("(1, 'a')"), REPLACE);
        TableChange added = publish(values("(1, 'b')"), new BuildMode.Append());

        assertThat(made.before()).isEqualTo(-1);
        assertThat(added)
                .isEqualTo(new TableChange(ORDERS, made.after(), info(ORDERS).version()));
        assertThat(rows(ROWS)).containsExactly("1|a", "1|b");
        publish(values("(2, 'c')"), REPLACE);
        assertThat(rows(ROWS)).containsExactly("2|c");
    }

    /** Where a warehouse has no partitions, the word has no effect, as in dbt. */
    @Test
    void aReplaceMayPartitionItsTable() {
        BuildMode partitioned = new BuildMode.Replace(List.of("v"));
        publish(values("(1, 'a')", "(2, 'b')", "(3, NULL)"), partitioned);

        assertThat(rows("SELECT id, v FROM silver.orders ORDER BY id")).containsExactly("1|a", "2|b", "3|null");
    }

    @Test
    void aMergeBuildAddsAndReplacesByKey() {
        publish(values("(1, 'a')", "(2, 'b')"), REPLACE);
        if (refused(Feature.MERGE_BUILDS, () -> publish(values("(2, 'B')"), MERGE))) {
            return;
        }
        try (Session session = warehouse.open(List.of());
                Staged staged = stage(session, values("(1, 'a')", "(2, 'B')", "(3, 'c')"), MERGE)) {
            assertThat(staged.counts().law()).isEqualTo("read 3 = 1 inserted + 1 updated + 1 unchanged");
            staged.publish();
        }
        assertThat(rows(ROWS)).containsExactly("1|a", "2|B", "3|c");
        publish("SELECT 1 AS id, 'x' AS v", new BuildMode.Merge(List.of("id"), List.of()));
        assertThat(rows(ROWS)).as("a match sets only the stated columns").containsExactly("1|a", "2|B", "3|c");
    }

    @Test
    void aMergeBuildDeletesWhatItsMarkersName() {
        publish(values("(1, 'a')", "(2, 'b')", "(3, 'c')"), REPLACE);
        BuildMode merge = new BuildMode.Merge(List.of("id"), null, List.of(), "gone");
        String select = "SELECT id, v, v IS NULL AS gone FROM (" + values("(1, NULL)", "(2, 'B')", "(3, 'c')")
                + " UNION ALL " + values("(4, 'd')", "(5, NULL)") + ") AS t";
        if (refused(Feature.MERGE_BUILDS, () -> publish(select, merge))) {
            return;
        }
        publish(values("(1, 'a')", "(2, 'b')", "(3, 'c')"), REPLACE);
        try (Session session = warehouse.open(List.of());
                Staged staged = stage(session, select, merge)) {
            assertThat(staged.counts().law()).isEqualTo("read 5 = 1 inserted + 1 updated + 1 deleted + 2 unchanged");
            try (Session preview = warehouse.open(List.of(staged))) {
                assertThat(preview.query("SELECT * FROM silver.orders", 10).rows())
                        .hasSize(3);
            }
            staged.publish();
        }
        assertThat(rows("SELECT * FROM silver.orders ORDER BY id")).containsExactly("2|B", "3|c", "4|d");
    }

    @Test
    void aDeleteInsertBuildReplacesAllRowsOfItsKeys() {
        publish(values("(1, 'a')", "(1, 'b')", "(2, 'c')"), REPLACE);
        if (refused(Feature.DELETE_INSERT_BUILDS, () -> publish(values("(1, 'x')"), DELETE_INSERT))) {
            return;
        }
        publish(values("(1, 'x')", "(1, 'x')"), DELETE_INSERT);

        assertThat(rows(ROWS)).containsExactly("1|x", "1|x", "2|c");
    }

    @Test
    void predicatesNarrowWhatAMergeAndADeleteTouch() {
        publish(values("(1, 'a')", "(2, 'kept')"), REPLACE);
        BuildMode merge = new BuildMode.Merge(List.of("id"), null, List.of("DBT_INTERNAL_DEST.v <> 'kept'"));
        if (refused(Feature.MERGE_BUILDS, () -> publish(values("(1, 'x')"), merge))) {
            return;
        }
        publish(values("(1, 'y')", "(2, 'y')"), merge);
        assertThat(rows(ROWS)).containsExactly("1|y", "2|kept", "2|y");

        publish(values("(2, 'z')"), new BuildMode.DeleteInsert(List.of("id"), List.of("v <> 'kept'")));
        assertThat(rows(ROWS)).containsExactly("1|y", "2|kept", "2|z");
    }

    @Test
    void aDeleteWhereBuildReplacesTheRowsOfWhichItsConditionHolds() {
        BuildMode range = new BuildMode.DeleteWhere("id >= 2 and v <> 'kept'");
        publish(values("(1, 'a')", "(2, 'b')", "(3, 'kept')", "(4, NULL)"), REPLACE);
        if (refused(Feature.DELETE_INSERT_BUILDS, () -> publish(values("(2, 'x')"), range))) {
            return;
        }
        publish(values("(2, 'x')", "(1, 'y')"), range);

        assertThat(rows(ROWS)).containsExactly("1|a", "1|y", "2|x", "3|kept", "4|null");
    }

    @Test
    void anScd2BuildKeepsEveryVersionOfARow() {
        BuildMode history = new BuildMode.Scd2(List.of("id"), null, List.of(), "invalidate");
        if (refused(Feature.SCD2_BUILDS, () -> publish(values("(1, 'a')"), history))) {
            return;
        }
        publish(values("(1, 'a')", "(2, 'b')"), history);
        clock.to("2026-01-02T00:00:00Z");
        publish(values("(1, 'A')"), history);

        assertThat(rows("SELECT id, v, dbt_valid_from, dbt_valid_to FROM silver.orders ORDER BY id, dbt_valid_from"))
                .containsExactly(
                        "1|a|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z",
                        "1|A|2026-01-02T00:00:00Z|null",
                        "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z");
    }

    @Test
    void anScd2VersionBeginsAfterTheOneBeforeWhateverTheClockSays() {
        BuildMode history = new BuildMode.Scd2(List.of("id"), null, List.of(), "invalidate");
        if (refused(Feature.SCD2_BUILDS, () -> publish(values("(1, 'a')"), history))) {
            return;
        }
        publish(values("(1, 'a')", "(2, 'b')"), history);
        clock.to("2025-06-01T00:00:00Z");
        publish(values("(1, 'A')"), history);

        assertThat(rows("SELECT id, v, dbt_valid_from, dbt_valid_to FROM silver.orders ORDER BY id, dbt_valid_from"))
                .containsExactly(
                        "1|a|2026-01-01T00:00:00Z|2026-01-01T00:00:00.000001Z",
                        "1|A|2026-01-01T00:00:00.000001Z|null",
                        "2|b|2026-01-01T00:00:00Z|2026-01-01T00:00:00.000001Z");
    }

    @Test
    void anScd2BuildMayNameItsColumnsAndTheEndOfWhatIsCurrent() {
        BuildMode history = new BuildMode.Scd2(
                List.of("id"),
                null,
                List.of(),
                "new_record",
                new BuildMode.HistoryColumns("version", "changed_at", "since", "until", "gone"),
                "TIMESTAMP '9999-12-31 00:00:00'");
        if (refused(Feature.SCD2_BUILDS, () -> publish(values("(1, 'a')"), history))) {
            return;
        }
        publish(values("(1, 'a')", "(2, 'b')"), history);
        clock.to("2026-01-02T00:00:00Z");
        publish(values("(1, 'A')"), history);
        clock.to("2026-01-03T00:00:00Z");
        publish(values("(1, 'A')", "(2, 'b')"), history);

        assertThat(rows("SELECT id, v, since, until, gone FROM silver.orders ORDER BY id, since"))
                .containsExactly(
                        "1|a|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z|False",
                        "1|A|2026-01-02T00:00:00Z|9999-12-31T00:00:00Z|False",
                        "2|b|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z|False",
                        "2|b|2026-01-02T00:00:00Z|2026-01-03T00:00:00Z|True",
                        "2|b|2026-01-03T00:00:00Z|9999-12-31T00:00:00Z|False");
    }

    @Test
    void thePolicyDecidesWhatBecomesOfOtherColumns() {
        publish(values("(1, 'a')"), REPLACE);
        String wider = "SELECT 2 AS id, 'b' AS v, true AS extra";
        Problem problem = problem(() -> publish(ORDERS, wider, new BuildMode.Append(), SchemaPolicy.FAIL));
        assertThat(problem.code().kind()).isEqualTo(ErrorKind.USER);
        assertThat(problem.render()).contains("extra");
        publish(ORDERS, wider, new BuildMode.Append(), SchemaPolicy.IGNORE);
        assertThat(rows(ROWS)).containsExactly("1|a", "2|b");
        publish(
                ORDERS,
                "SELECT 3 AS id, 'c' AS v, true AS extra",
                new BuildMode.Append(),
                SchemaPolicy.APPEND_NEW_COLUMNS);
        assertThat(rows(ROWS)).containsExactly("1|a|null", "2|b|null", "3|c|true");
        publish(ORDERS, "SELECT 4 AS id, 'd' AS v", new BuildMode.Append(), SchemaPolicy.SYNC_ALL_COLUMNS);
        assertThat(rows(ROWS)).containsExactly("1|a", "2|b", "3|c", "4|d");
    }

    @Test
    void theSecondOfTwoPublishersIsToldToTryAgainAndIsThenRight() {
        for (BuildMode mode : supports(Feature.MERGE_BUILDS) ? List.of(REPLACE, MERGE) : List.of(REPLACE)) {
            publish(values("(1, 'start')"), REPLACE);
            String addOne = "SELECT id, v || '+' AS v FROM silver.orders";
            try (Session session = warehouse.open(List.of());
                    Staged staged = stage(session, addOne, mode)) {
                publish(addOne, mode);
                assertThat(problem(staged::publish).code().kind()).isEqualTo(ErrorKind.EXTERNAL);
            }
            assertThat(rows(ROWS)).containsExactly("1|start+");
            publish(addOne, mode);
            assertThat(rows(ROWS)).containsExactly("1|start++");
        }
    }

    // History

    @Test
    void theHistoryIsListedNewestFirst() {
        publish(values("(1, 'a')"), REPLACE);
        clock.pass(Duration.ofHours(1));
        long newest = publish(values("(2, 'b')"), new BuildMode.Append()).after();
        List<TableVersion> history = warehouse.history(ORDERS, 10);

        assertThat(history)
                .extracting(version -> version.at() + " " + version.node() + " " + version.run() + " "
                        + version.counts() + " " + version.rows())
                .containsExactly(
                        "2026-01-01T01:00:00Z model.shop.orders run-7 read 1 = 1 inserted 2",
                        "2026-01-01T00:00:00Z model.shop.orders run-7 read 1 = 1 inserted 1");
        assertThat(history.get(0).version()).isEqualTo(newest);
        assertThat(warehouse.history(ORDERS, 1)).containsExactly(history.get(0));
        assertThat(problem(() -> warehouse.history(TABLE, 1)).what()).contains("bronze.people");
    }

    @Test
    void aSessionMayLookBack() {
        publish(values("(1, 'a')"), REPLACE);
        Instant then = clock.instant();
        if (refused(Feature.TIME_TRAVEL, () -> warehouse.openAt(then).close())) {
            return;
        }
        clock.pass(Duration.ofHours(1));
        publish(values("(2, 'b')"), REPLACE);
        publish(TABLE, values("(3, 'c')"), REPLACE, SchemaPolicy.IGNORE);

        try (Session session = warehouse.openAt(then)) {
            assertThat(rows(session, ROWS)).containsExactly("1|a");
            assertThat(problem(() -> session.query("SELECT * FROM bronze.people", 1))
                            .what())
                    .contains("people");
        }
    }

    @Test
    void aTableIsPutBackToAnEarlierVersionAsANewOne() {
        long first = publish(values("(1, 'a')"), REPLACE).after();
        long second = publish("SELECT 2 AS id, true AS other", REPLACE).after();
        if (refused(Feature.RESTORE, () -> warehouse.restore(ORDERS, first, TAG))) {
            return;
        }
        TableChange change = warehouse.restore(ORDERS, first, TAG);

        assertThat(change.before()).isEqualTo(second);
        assertThat(change.after()).isGreaterThan(second).isEqualTo(info(ORDERS).version());
        assertThat(rows(ROWS)).containsExactly("1|a");
        assertThat(warehouse.restore(ORDERS, second, TAG).before()).isEqualTo(change.after());
        assertThat(rows(ROWS)).containsExactly("2|true");
    }

    @Test
    void aTableThatDidNotExistIsPutBackToThat() {
        long made = publish(values("(1, 'a')"), REPLACE).after();
        if (refused(Feature.RESTORE, () -> warehouse.restore(ORDERS, -1, TAG))) {
            return;
        }
        assertThat(warehouse.restore(ORDERS, -1, TAG)).isEqualTo(new TableChange(ORDERS, made, -1));
        assertThat(warehouse.find(ORDERS)).isEmpty();
        if (refused(Feature.RESTORE_OF_DROPPED, () -> warehouse.restore(ORDERS, made, TAG))) {
            return;
        }
        assertThat(warehouse.restore(ORDERS, made, TAG).before()).isEqualTo(-1);
        assertThat(rows(ROWS)).containsExactly("1|a");
    }

    @Test
    void aDroppedTableIsGoneAndMayBeMadeAnew() {
        publish(values("(1, 'a')"), REPLACE);
        assertThat(problem(() -> warehouse.drop(TableName.of("silver", "order")))
                        .render())
                .contains("silver.orders");
        warehouse.drop(ORDERS);

        assertThat(warehouse.list()).isEmpty();
        assertThat(sqlProblem(ROWS).what()).contains("orders");
        assertThat(publish(values("(2, 'b')"), REPLACE).before()).isEqualTo(-1);
        assertThat(rows(ROWS)).containsExactly("2|b");
    }

    @Test
    void maintenanceKeepsEveryRow() {
        for (int i = 0; i < 4; i++) {
            publish(values("(" + i + ", 'v')"), new BuildMode.Append());
        }
        MaintenanceRequest request = new MaintenanceRequest(true, Duration.ZERO, false);
        if (refused(Feature.MAINTENANCE, () -> warehouse.maintain(ORDERS, request))) {
            return;
        }
        TableInfo before = info(ORDERS);
        MaintenanceResult dry = warehouse.maintain(ORDERS, new MaintenanceRequest(true, Duration.ZERO, true));
        assertThat(info(ORDERS)).isEqualTo(before);
        clock.pass(Duration.ofDays(400));
        MaintenanceResult done = warehouse.maintain(ORDERS, request);

        assertThat(done.filesMerged()).isEqualTo(dry.filesMerged());
        assertThat(info(ORDERS).files()).isLessThanOrEqualTo(before.files());
        assertThat(info(ORDERS).rows()).isEqualTo(4);
        assertThat(rows(ROWS)).containsExactly("0|v", "1|v", "2|v", "3|v");
    }
}
