package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.source.Relation.Dump;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpLoadTest {

    private static final Column ID = Column.of("id", Simple.BIGINT);
    private static final Column TEXT = Column.of("v", Simple.STRING);

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

    private LoadResult load(List<Column> columns, List<String> lines, long rows) {
        byte[] file = lines.stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        int longest = lines.stream()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length + 1)
                .max()
                .orElse(0);
        bench.batch++;
        return bench.again(
                new Dump("public.t", columns, Path.of(bench.file("dump", file).location()), rows, longest));
    }

    @Test
    void whatIsEscapedComesBackAsItWas() {
        List<String> lines = List.of(
                "1\t\\N",
                "2\t",
                "3\t\\\\N",
                "4\ta\\tb\\nc\\rd",
                "5\tC:\\\\new\\\\table",
                "6\t\\\\\\n\\\\",
                "7\tsaid \"yes\", 'no'",
                "8\t\\b\\f\\v",
                "9\tžluťoučký");

        load(List.of(ID, TEXT), lines, 9);

        assertThat(bench.rows("id, v"))
                .containsExactly(
                        "1|null",
                        "2|",
                        "3|\\N",
                        "4|a\tb\nc\rd",
                        "5|C:\\new\\table",
                        "6|\\\n\\",
                        "7|said \"yes\", 'no'",
                        "8|\b\f\u000b",
                        "9|žluťoučký");
    }

    @Test
    void typesAreCastAndBytesAreHexadecimalDigits() {
        List<Column> columns = List.of(
                ID,
                Column.of("price", new DataType.Decimal(10, 2)),
                Column.of("at", Simple.TIMESTAMP),
                Column.of("day", Simple.DATE),
                Column.of("ok", Simple.BOOLEAN),
                Column.of("data", Simple.BINARY));

        load(columns, List.of("1\t12.30\t2024-01-05 10:00:00.123456+00\t2024-01-05\tt\t00ff5c"), 1);

        assertThat(bench.rows("id, price, \"at\", day, ok, hex(data)"))
                .containsExactly("1|12.30|2024-01-05T10:00:00.123456Z|2024-01-05|true|00FF5C");
    }

    @Test
    void whatDoesNotFitItsTypeIsQuarantinedWithItsRow() {
        List<Column> columns = List.of(ID, Column.of("price", new DataType.Decimal(10, 2)));

        LoadResult result = load(columns, List.of("1\t1.00", "2\tNaN"), 2);

        assertThat(result.counts().law()).isEqualTo("read 2 = 1 inserted + 1 quarantined");
        assertThat(bench.bad()).containsExactly("public.t:2 cast:price {\"id\":\"2\",\"price\":\"NaN\"}");
    }

    @Test
    void bytesOfAQuarantinedRowComeBackWithItsReplay() {
        List<Column> columns = List.of(ID, Column.of("data", Simple.BINARY));
        bench.columns =
                List.of(new ColumnRule("id", "id", Simple.BIGINT, false, null, null, List.of(), null, "1", null));
        load(columns, List.of("1\t5c78", "2\t00ff5c", "3\t\\N", "4\t6869"), 4);
        assertThat(bench.bad())
                .containsExactly(
                        "public.t:2 max:id {\"id\":\"2\",\"data\":{\"$hex\":\"00FF5C\"}}",
                        "public.t:3 max:id {\"id\":\"3\",\"data\":null}",
                        "public.t:4 max:id {\"id\":\"4\",\"data\":\"hi\"}");

        bench.columns = List.of();
        bench.replay(new JsonLines(List.of()), bench.quarantine());

        assertThat(bench.rows("id, hex(data)")).containsExactly("1|5C78", "2|00FF5C", "3|null", "4|6869");
    }

    @Test
    void aValueLargerThanTheEnginesBufferIsRead() {
        String large = "x\\n".repeat(20 << 20);

        load(List.of(ID, TEXT), List.of("1\tsmall", "2\t" + large, "3\tsmall"), 3);

        assertThat(bench.query("select id, length(v), md5(v) = md5(repeat('x' || chr(10), 20971520)) from bronze.t"
                        + " order by id"))
                .containsExactly("1|5|false", "2|41943040|true", "3|5|false");
    }

    @Test
    void badRowsAreFoundAtTheirPlaceWhereSeveralThreadsRead() {
        List<String> lines = IntStream.rangeClosed(1, 400_000)
                .mapToObj(i -> (i % 50_000 == 0 ? "no. " : "") + i + "\t" + "line\\n".repeat(i % 40))
                .toList();

        LoadResult result = load(List.of(ID, TEXT), lines, 400_000);

        assertThat(result.counts().law()).isEqualTo("read 400000 = 399992 inserted + 8 quarantined");
        assertThat(bench.quarantine())
                .allSatisfy(row -> assertThat(row.raw()).startsWith("{\"id\":\"no. " + row.position() + "\","));
        assertThat(bench.query("select count(distinct id), max(id), sum(length(v)) from bronze.t"))
                .containsExactly("399992|399999|"
                        + (lines.stream().mapToLong(DumpLoadTest::breaks).sum() * 5));
    }

    private static long breaks(String line) {
        return line.startsWith("no.") ? 0 : line.chars().filter(c -> c == '\\').count();
    }

    @Test
    void aFileThatIsCutShortIsNotLoaded() {
        assertThatThrownBy(() -> load(List.of(ID, TEXT), List.of("1\ta", "2\tb"), 3))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("Of 3 rows of public.t the engine found 2.");
        assertThat(bench.lake.find(LoadBench.TABLE)).isEmpty();
    }
}
