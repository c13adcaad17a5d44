package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.ColumnRule.EpochUnit;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractLoadTest {

    @TempDir
    Path folder;

    private LoadBench bench;

    @BeforeEach
    void open() {
        bench = new LoadBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ColumnRule rule(String name, DataType type) {
        return ColumnRule.of(name, type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "int; 12; 12.5,x,99999999999,0x1F,1_000,1e3,0.1",
                "bigint; 007,+5,-3,7.0; 9223372036854775808,12a",
                "decimal(10,2); 12.34,12.3,5,-0.05,.5,12.340; 12.345,1_0,99999999999,1e-5,abc",
                "double; 1.5,1e10,-3,nan,9007199254740992,1e23,0.1234567890123456789,0e-999; 1_0.5,1e999,x,1e-400,9007199254740993,123456789012345678901234567890",
                "float; 0.1,16777216,1e-40; 16777217,1e39,-1e-60",
                "boolean; true,F,1,0,yes,N; 2,on,maybe",
                "date; 2024-01-05,2024-1-5,2024/01/05,2024-01-05 00:00:00; 2024-02-30,2024-01-05 10:00:00,infinity,epoch,05.01.2024",
                "timestamp; 2024-01-05,2024-01-05 10:00:00,2024-01-05T10:00:00Z,2024-01-05T10:00:00.123456+02:00,2024-07-05 10:00 Europe/Berlin,2024-01-05 10:00 UTC; 2024-03-31 02:30:00 Europe/Berlin,2024-10-27 02:30:00 Europe/Berlin,2024-01-05 10:00 Nowhere/Here,2024-01-05T10:00:00.1234567Z,infinity,epoch,x",
                "timestamp_ntz; 2024-01-05,2024-01-05 10:00:00,2024-01-05T10:00:00.123456,2024-1-5 1:02; 2024-01-05T10:00:00Z,2024-01-05 10:00:00+02,2024-01-05 10:00:00.1234567,infinity,epoch",
                "time; 10:00,1:02:03,10:00:00.123456,24:00:00; 25:00:00,10,10:00:00.1234567,10:00:00+02,2024-01-05 10:00:00",
                "uuid; 550e8400-e29b-41d4-a716-446655440000,550E8400E29B41D4A716446655440000; 550e8400-e29b-41d4-a716,x,7",
                "json; 7,null,[],true; x,{,[1"
            })
    void castsAreStrict(String type, String good, String bad) {
        List<String> goods = List.of(good.split(","));
        List<String> bads = List.of(bad.split(","));
        bench.columns = List.of(rule("v", DataType.parse(type).orElseThrow()));
        LoadResult result =
                bench.csv("v,n\n" + String.join(",1\n", goods) + ",1\n" + String.join(",1\n", bads) + ",1\n");
        assertThat(bench.quarantine())
                .extracting(QuarantinedRow::raw)
                .containsExactlyElementsOf(
                        bads.stream().map(value -> value + ",1").toList());
        assertThat(bench.quarantine()).allSatisfy(row -> assertThat(row.rule()).isEqualTo("cast:v"));
        assertThat(result.counts().inserted()).isEqualTo(goods.size());
    }

    @Test
    void eachBrokenRuleIsNamedWithTheValue() {
        bench.columns = List.of(
                rule("id", Simple.BIGINT).required(),
                new ColumnRule(
                        "state", "st", Simple.STRING, false, null, null, List.of("new", "old"), null, null, null),
                new ColumnRule(
                        "price", "price", new Decimal(10, 2), false, null, null, List.of(), "0.01", "99.99", null),
                new ColumnRule("zip", "zip", Simple.STRING, false, null, null, List.of(), null, null, "[0-9]{5}"));
        LoadResult result = bench.csv("id,st,price,zip\n1,new,5,01234\n,new,5,01234\n2,odd,0,1\n3,old,100,\nx,,,\n");
        assertThat(result.counts().law()).isEqualTo("read 5 = 1 inserted + 4 quarantined");
        assertThat(bench.rows("id, state, price, zip")).containsExactly("1|new|5.00|01234");
        assertThat(bench.quarantine())
                .extracting(row -> row.position() + " " + row.rule() + " = " + row.reason())
                .containsExactly(
                        "2 not_null:id = column 'id' is null",
                        "3 accepted:state, min:price, pattern:zip = 'odd' in column 'state' is not one of new, old;"
                                + " '0' in column 'price' is below the minimum 0.01;"
                                + " '1' in column 'zip' does not match [0-9]{5}",
                        "4 max:price = '100' in column 'price' is above the maximum 99.99",
                        "5 cast:id = 'x' in column 'id' is not bigint");
        assertThat(result.rejections())
                .hasSize(4)
                .allSatisfy(r -> assertThat(r.rows()).isEqualTo(1));
    }

    @Test
    void readsEpochsOfEveryUnitAndStatedFormats() {
        bench.columns = List.of(
                rule("s", Simple.TIMESTAMP).epoch(EpochUnit.S),
                rule("ms", Simple.TIMESTAMP).epoch(EpochUnit.MS),
                rule("us", Simple.TIMESTAMP).epoch(EpochUnit.US),
                rule("ns", Simple.TIMESTAMP).epoch(EpochUnit.NS),
                new ColumnRule("d", "d", Simple.DATE, false, null, "%d/%m/%Y", List.of(), null, null, null));
        bench.csv("""
                s,ms,us,ns,d
                1735743398.0,1735743398123,1735743398123456,1735743398123456000,31/12/2024
                1735743398.5,1.5,0,0,01/02/2024
                1,1,1,1735743398123456789,01/02/2024
                1,1,1,0,2024-01-01
                """);
        assertThat(bench.rows("cast(epoch_us(s) as varchar) s, epoch_us(ms), epoch_us(us), epoch_us(ns), d"))
                .containsExactly(
                        "1735743398000000|1735743398123000|1735743398123456|1735743398123456|2024-12-31",
                        "1735743398500000|1500|0|0|2024-02-01");
        assertThat(bench.quarantine()).extracting(QuarantinedRow::rule).containsExactly("cast:ns", "cast:d");
    }

    @Test
    void infersTheNarrowestTypeThatChangesNoValue() {
        bench.csv("""
                i,zip,price,lat,big,exp,b,d,t,mix,empty,huge
                1,01234,12.50,47.123456789,12345678901234567890,1e3,true,2024-01-05,2024-01-05 10:00:00,1,,1.12345678901234567
                -2,99999,3,8.5,1,2.5,FALSE,2024-12-31,2024-01-05T10:00:00Z,x,,1
                """);
        assertThat(bench.types())
                .containsExactly(
                        "i bigint",
                        "zip string",
                        "price decimal(18,2)",
                        "lat double",
                        "big decimal(38,0)",
                        "exp double",
                        "b boolean",
                        "d date",
                        "t timestamp",
                        "mix string",
                        "empty string",
                        "huge decimal(38,17)");
    }

    @Test
    void aTypeThatTheSampleGotWrongIsMadeWider() {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 1; i <= 30_000; i++) {
            text.append(i)
                    .append(",")
                    .append(i == 29_000 ? "007" : Integer.toString(i))
                    .append('\n');
        }
        LoadResult result = bench.csv(text.toString());
        assertThat(result.counts().law()).isEqualTo("read 30000 = 30000 inserted");
        assertThat(bench.types()).containsExactly("a bigint", "b string");
        assertThat(bench.query("select a from bronze.t where b = '007'")).containsExactly("29000");
    }

    @Test
    void evolvesByAddingAndWideningAndSaysSo() {
        bench.csv("a,b\n1,2\n");
        LoadResult second = bench.csv("a,c\n1.5,x\n");
        assertThat(second.schemaChanges())
                .containsExactly(
                        new SchemaChange("widen", "a", "bigint", "decimal(38,1)"),
                        new SchemaChange("add", "c", "", "string"));
        bench.csv("a,b\n007,3\n");
        assertThat(bench.types()).containsExactly("a string", "b bigint", "c string");
        assertThat(bench.rows("a, b, c")).containsExactly("007|3|null", "1.0|2|null", "1.5|null|x");
    }

    @Test
    void frozenTablesListEveryDifference() {
        bench.csv("a,b,c\n1,2,3\n");
        bench.schemaMode = SchemaMode.FREEZE;
        assertThatThrownBy(() -> bench.csv("a,d,e\n1,2,3\n"))
                .isInstanceOf(IngotException.class)
                .satisfies(e -> assertThat(((IngotException) e).problems())
                        .extracting(problem -> problem.what())
                        .containsExactly(
                                "The source has a column 'd' that bronze.t has not.",
                                "The source has a column 'e' that bronze.t has not.",
                                "b2-f1 has no column 'b', which bronze.t has.",
                                "b2-f1 has no column 'c', which bronze.t has."));
        assertThat(bench.rows("a")).containsExactly("1");
    }

    @Test
    void quarantineModeTakesRowsWithoutValuesInUnknownColumns() {
        bench.csv("a\n1\n");
        bench.schemaMode = SchemaMode.QUARANTINE;
        bench.csv("a,b\n2,\n3,x\nz,\n");
        assertThat(bench.rows("a")).containsExactly("1", "2");
        assertThat(bench.bad()).containsExactly("b2-f1:2 unknown:b 3,x", "b2-f1:3 cast:a z,");
        assertThat(bench.types()).containsExactly("a bigint");
    }

    @Test
    void aLoadOverItsThresholdChangesNothingButTheQuarantineAndDoesNotDoubleIt() {
        bench.csv("a\n1\n");
        bench.columns = List.of(rule("a", Simple.BIGINT));
        bench.threshold = new Threshold(1L, null);
        for (int attempt = 0; attempt < 2; attempt++) {
            bench.batch = 1;
            assertThatThrownBy(() -> bench.csv("a\n2\nx\ny\n"))
                    .isInstanceOf(IngotException.class)
                    .hasMessageContaining("INGOT-LOAD-001")
                    .hasMessageContaining("2 of 3 rows for bronze.t are bad, 1 rows are allowed")
                    .hasMessageContaining("cast:a: 2, for example 'x' in column 'a' is not bigint (b2-f1, record 2)");
        }
        assertThat(bench.rows("a")).containsExactly("1");
        assertThat(bench.bad()).containsExactly("b2-f1:2 cast:a x", "b2-f1:3 cast:a y");
        bench.batch = 1;
        bench.threshold = Threshold.NONE;
        LoadResult result = bench.csv("a\n2\nx\n3\n");
        assertThat(result.counts().law()).isEqualTo("read 3 = 2 inserted + 1 quarantined");
        assertThat(bench.bad()).containsExactly("b2-f1:2 cast:a x");
    }

    @Test
    void replayedRowsAreLoadedOrStayInQuarantine() {
        bench.columns = List.of(rule("a", Simple.INTEGER));
        bench.csv("a,b\n1,x\n2.5,\"q\"\"u,o\n te\"\nz,y\n5\n");
        List<QuarantinedRow> bad = bench.quarantine();
        assertThat(bad).hasSize(3);
        bench.columns = List.of(rule("a", new Decimal(38, 1)));
        LoadResult result = bench.replay(LoadBench.CSV, bad);
        assertThat(result.counts().law()).isEqualTo("read 3 = 1 inserted + 2 quarantined");
        assertThat(bench.rows("a, b, _ingot_source")).containsExactly("1.0|x|b1-f1", "2.5|q\"u,o\n te|b1-f1");
        assertThat(bench.quarantine())
                .extracting(QuarantinedRow::id)
                .containsExactly(bad.get(1).id(), bad.get(2).id());
        assertThat(bench.lake.purgeQuarantine(
                        LoadBench.TABLE, List.of(bad.get(1).id(), "none")))
                .isEqualTo(1);
        assertThat(bench.quarantine()).hasSize(1);
    }

    @Test
    void mergesByKeyTheFirstByTheStatedOrder() {
        bench.mode = LoadMode.MERGE;
        bench.key = List.of("id");
        bench.order = List.of(new OrderBy("ts", true));
        LoadResult first = bench.csv("id,ts,v\n1,5,a\n1,9,b\n1,9,c\n2,,x\n2,1,y\n,1,z\n", "id,ts,v\n1,9,d\n3,1,e\n");
        assertThat(first.counts().law()).isEqualTo("read 8 = 3 inserted + 4 deduplicated + 1 quarantined");
        assertThat(bench.rows("id, ts, v")).containsExactly("1|9|d", "2|1|y", "3|1|e");
        LoadResult second = bench.csv("id,ts,v\n1,9,d\n2,2,yy\n4,1,f\n");
        assertThat(second.counts().law()).isEqualTo("read 3 = 1 inserted + 1 updated + 1 unchanged");
        assertThat(bench.rows("id, v")).containsExactly("1|d", "2|yy", "3|e", "4|f");
    }

    @Test
    void fullLoadsReplaceEverything() {
        bench.mode = LoadMode.FULL;
        bench.csv("a,b\n1,2\n3,4\n");
        LoadResult second = bench.csv("a\nx\n");
        assertThat(second.counts().law()).isEqualTo("read 1 = 1 inserted");
        assertThat(second.removed()).isEqualTo(2);
        assertThat(second.rowsAfter()).isEqualTo(1);
        assertThat(bench.rows("a, b")).containsExactly("x|null");
    }

    @Test
    void snapshotsKeepEveryVersionOfARow() {
        bench.mode = LoadMode.SNAPSHOT;
        bench.key = List.of("id");
        bench.csv("id,v\n1,a\n2,b\n");
        LoadResult second = bench.csv("id,v\n1,a\n2,c\n");
        assertThat(second.counts().law()).isEqualTo("read 2 = 1 updated + 1 unchanged");
        assertThat(bench.rows("id, v, is_current")).containsExactly("1|a|true", "2|b|false", "2|c|true");
    }

    @Test
    void partitionsAndPositionsAreWrittenWhereAsked() {
        bench.partitionBy = List.of("p");
        bench.recordPosition = true;
        bench.csv("p,v\na,1\n\nb,2\na,x,9\na,3\n", "p,v\nb,4\n");
        assertThat(bench.rows("p, v, _ingot_source, _ingot_position"))
                .containsExactly("a|1|b1-f1|1", "a|3|b1-f1|4", "b|2|b1-f1|2", "b|4|b1-f2|1");
    }

    @Test
    void contractColumnsThatNoFileHasAreAProblemWithAHint() {
        bench.columns = List.of(rule("prize", Simple.DOUBLE));
        assertThatThrownBy(() -> bench.csv("id,price\n1,2\n"))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-LOAD-005")
                .hasMessageContaining("Did you mean 'price'?");
    }

    @Test
    void aBadRecordThatComesAgainToTheLetterIsADuplicateWhereThereIsAKey() {
        bench.mode = LoadMode.MERGE;
        bench.key = List.of("id");
        bench.columns = List.of(ColumnRule.of("id", Simple.INTEGER).required(), ColumnRule.of("n", Simple.INTEGER));

        LoadResult result = bench.csv("id,n\n1,x\n1,x\n2,3\n2,3\n1,y\n");

        assertThat(result.counts().law()).isEqualTo("read 5 = 1 inserted + 2 deduplicated + 2 quarantined");
        assertThat(bench.quarantine()).extracting(row -> row.raw()).containsExactly("1,x", "1,y");
    }

    @Test
    void withoutAKeyEachBadRecordCounts() {
        bench.columns = List.of(ColumnRule.of("id", Simple.INTEGER).required(), ColumnRule.of("n", Simple.INTEGER));

        LoadResult result = bench.csv("id,n\n1,x\n1,x\n2,3\n");

        assertThat(result.counts().law()).isEqualTo("read 3 = 1 inserted + 2 quarantined");
    }

    private static ColumnRule accepting(String name, DataType type, String... accepted) {
        return new ColumnRule(name, name, type, false, null, null, List.of(accepted), null, null, null);
    }

    @Test
    void acceptedValuesAreComparedAsValuesOfTheColumnsType() {
        bench.columns = List.of(
                accepting("d", new Decimal(5, 2), "1.5"),
                accepting("f", Simple.DOUBLE, "1", "2.50"),
                accepting("i", Simple.INTEGER, "1.5", "7"),
                accepting("b", Simple.BOOLEAN, "yes"),
                accepting("day", Simple.DATE, "2024-01-05"));
        LoadResult result =
                bench.csv("d,f,i,b,day\n1.50,2.5,+7,t,2024-1-5\n1.51,1,7,1,2024/01/05\n1.5,1.0,2,1,\n1.5,3,7,f,\n");
        assertThat(result.counts().law()).isEqualTo("read 4 = 1 inserted + 3 quarantined");
        assertThat(bench.quarantine())
                .extracting(row -> row.rule())
                .containsExactly("accepted:d", "accepted:i", "accepted:f, accepted:b");
    }

    @Test
    void aLimitBetweenTwoValuesIsNotRoundedAndNaNIsWithinNone() {
        bench.columns = List.of(
                new ColumnRule("i", "i", Simple.INTEGER, false, null, null, List.of(), "1.4", "3.6", null),
                new ColumnRule("f", "f", Simple.DOUBLE, false, null, null, List.of(), "0", null, null));
        LoadResult result = bench.csv("i,f\n1,0\n2,0\n3,nan\n4,0\n");
        assertThat(result.counts().law()).isEqualTo("read 4 = 1 inserted + 3 quarantined");
        assertThat(bench.quarantine()).extracting(row -> row.rule()).containsExactly("min:i", "min:f", "max:i");
    }
}
