package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.Format.JsonArray;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLoadTest {

    private static final JsonLines LINES = new JsonLines(List.of());
    private static final JsonArray ARRAY = new JsonArray(List.of());

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

    @Test
    void readsObjectsWithKeysThatComeLate() {
        LoadResult result = bench.load(
                LINES, "{\"id\":1,\"n\":\"a\"}\n\n  \n{\"id\":2,\"late\":{\"x\":[1,2.50]}}\r\n{\"n\":null,\"id\":3}\n");
        assertThat(result.counts().law()).isEqualTo("read 3 = 3 inserted");
        assertThat(bench.types()).containsExactly("id bigint", "n string", "late string");
        assertThat(bench.rows("id, n, late")).containsExactly("1|a|null", "2|null|{\"x\":[1,2.50]}", "3|null|null");
    }

    @Test
    void keepsEveryDigitAndTextThatLooksLikeANumber() {
        bench.load(LINES, """
                {"big":12345678901234567890123,"dec":0.1000000000000000055511151231257827,"zip":"01234","s":"5","p":1.10}
                {"big":1,"dec":2,"zip":"1","s":"6","p":2}
                """);
        assertThat(bench.types())
                .containsExactly(
                        "big decimal(38,0)", "dec decimal(38,34)", "zip string", "s string", "p decimal(18,1)");
        assertThat(bench.rows("big, dec, zip, s, p"))
                .containsExactly(
                        "1|2.0000000000000000000000000000000000|1|6|2.0",
                        "12345678901234567890123|0.1000000000000000055511151231257827|01234|5|1.1");
    }

    @Test
    void aNumberTooSmallForADoubleIsNotZero() {
        bench.columns =
                List.of(declared("i", Simple.INTEGER), declared("n", new Decimal(9, 2)), declared("f", Simple.DOUBLE));
        LoadResult result = bench.load(
                LINES, "{\"i\":1e2,\"n\":1.5e0,\"f\":1e-100}\n{\"i\":1e-400}\n{\"n\":1e-400}\n{\"f\":1e-400}\n");
        assertThat(result.counts().law()).isEqualTo("read 4 = 1 inserted + 3 quarantined");
        assertThat(bench.rows("i, n, f")).containsExactly("100|1.50|1.0E-100");
        assertThat(bench.quarantine())
                .extracting(row -> row.position() + " " + row.reason())
                .containsExactly(
                        "2 '1e-400' in column 'i' is not integer",
                        "3 '1e-400' in column 'n' is not decimal(9,2)",
                        "4 '1e-400' in column 'f' is not double");
    }

    private static ColumnRule declared(String name, DataType type) {
        return new ColumnRule(name, name, type, false, null, null, List.of(), null, null, null);
    }

    @Test
    void whatIsNoObjectIsQuarantinedWithItsLine() {
        LoadResult result = bench.load(
                LINES,
                "{\"a\":1}\n[1]\n{\"a\":1,}\n{\"a\":NaN}\n{\"a\":\"NaN ,}\"}\nx\n{\"a\":1,\"A\":2}\n{\"a\":-Infinity}\n{\"a\":2}");
        assertThat(result.counts().law()).isEqualTo("read 9 = 3 inserted + 6 quarantined");
        assertThat(bench.bad())
                .containsExactly(
                        "b1-f1:2 json [1]",
                        "b1-f1:3 json {\"a\":1,}",
                        "b1-f1:4 json {\"a\":NaN}",
                        "b1-f1:6 json x",
                        "b1-f1:7 json:duplicate_key {\"a\":1,\"A\":2}",
                        "b1-f1:8 json {\"a\":-Infinity}");
        assertThat(bench.rows("a")).containsExactly("1", "2", "NaN ,}");
    }

    @Test
    void aFirstFileOfWhichNoLineIsJsonIsRefusedWithTheReason() {
        Problem problem = catchThrowableOfType(IngotException.class, () -> bench.load(LINES, "{'a':1}\n{\"a\":1,}\n"))
                .first();
        assertThat(problem.what()).contains("No column of bronze.t is known");
        assertThat(problem.why()).isEqualTo("No record can be read: the line is not valid JSON.");
    }

    @Test
    void aKeyThatIngotUsesItselfCostsItsRecordOnly() {
        bench.load(LINES, "{\"a\":1}\n{\"a\":2,\"_Ingot_run\":\"x\"}\n{\"a\":3}\n");
        assertThat(bench.rows("a")).containsExactly("1", "3");
        assertThat(bench.bad()).containsExactly("b1-f1:2 json:key {\"a\":2,\"_Ingot_run\":\"x\"}");
        assertThat(bench.quarantine().get(0).reason()).isEqualTo("a key has a name that Ingot uses itself: _Ingot_run");
        bench.replay(LINES, bench.quarantine());
        assertThat(bench.quarantine()).hasSize(1);
    }

    @Test
    void severalValuesOnALineAreRefusedForThatReason() {
        bench.load(LINES, "{\"a\":1}{\"a\":2}\n{\"a\":\"} {\"}\n{\"a\":\"} {\"\n");
        assertThat(bench.quarantine())
                .extracting(row -> row.reason())
                .containsExactly(
                        "several JSON values stand on one line, and each needs a line of its own",
                        "the line is not valid JSON");
    }

    @Test
    void castsToTheContractAndReplays() {
        bench.columns = List.of(ColumnRule.of("a", Simple.INTEGER), ColumnRule.of("b", Simple.DOUBLE));
        bench.load(LINES, "{\"a\":1,\"b\":1.5}\n{\"a\":1.5}\n{\"a\":\"7\"}\n{\"a\":2.0,\"c\":true}\n");
        assertThat(bench.rows("a, b, c")).containsExactly("1|1.5|null", "2|null|true", "7|null|null");
        assertThat(bench.bad()).containsExactly("b1-f1:2 cast:a {\"a\":1.5}");
        bench.columns = List.of();
        LoadResult replayed = bench.replay(LINES, bench.quarantine());
        assertThat(replayed.counts().law()).isEqualTo("read 1 = 1 inserted");
        assertThat(bench.quarantine()).isEmpty();
        assertThat(bench.query("select a from bronze.t where a = 1.5")).hasSize(1);
    }

    @Test
    void readsArraysPrettyPrintedOrNot() {
        LoadResult result = bench.load(
                ARRAY,
                "[\n  {\n    \"a\": 1,\n    \"b\": \"x, ] }\"\n  },\n  { \"a\": 2 }\n]\n",
                "[{\"a\":3},4,{\"a\":5}]",
                "{\"a\":\n6}",
                " [ ] ");
        assertThat(result.counts().law()).isEqualTo("read 6 = 5 inserted + 1 quarantined");
        assertThat(bench.rows("a, b")).containsExactly("1|x, ] }", "2|null", "3|null", "5|null", "6|null");
        assertThat(bench.bad()).containsExactly("b1-f2:2 json 4");
    }

    @Test
    void refusesFilesThatAreNoArrayAllAtOnce() {
        assertThatThrownBy(() -> bench.load(ARRAY, "[{\"a\":1}", "[{\"a\":1},]", "", "[{\"a\":1}] x", "hello"))
                .isInstanceOf(IngotException.class)
                .satisfies(e -> assertThat(((IngotException) e).problems())
                        .extracting(problem -> problem.why())
                        .containsExactly(
                                "The array is not closed.",
                                "An element is missing before ']'.",
                                "It is empty.",
                                "There is something behind the end of the array.",
                                "It begins with 'h', not with [ or {."));
    }

    @Test
    void numbersThatBecomeTextAreTextAsTheyAreWritten() {
        bench.load(new JsonLines(List.of()), """
                {"v":1.10,"o":{"k":1.10,"l":[1e2,-0.0,"2.50 1.5"],"big":12345678901234567890.12},"w":"1.5"}
                {"v":"x","o":[-0,1E5],"w":2.50}
                {"v":1e2,"o":"1.50","w":null}
                """);
        assertThat(bench.types()).containsExactly("v string", "o string", "w string");
        assertThat(bench.query("select v, o, w from bronze.t"))
                .containsExactlyInAnyOrder(
                        "1.10|{\"k\":1.10,\"l\":[1e2,-0.0,\"2.50 1.5\"],\"big\":12345678901234567890.12}|1.5",
                        "x|[-0,1E5]|2.50",
                        "1e2|1.50|null");
    }
}
