package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.source.Format.TypedJson;
import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.source.Relation.Chunks.ChunkReader;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunksLoadTest {

    private static final ChunkColumn ID = number("id", Simple.BIGINT);
    private static final ChunkColumn TEXT = text("v", Simple.STRING);

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

    private static ChunkColumn number(String name, DataType type) {
        return new ChunkColumn(Column.of(name, type), As.NUMBER, null);
    }

    private static ChunkColumn text(String name, DataType type) {
        return new ChunkColumn(Column.of(name, type), As.TEXT, null);
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }

    /** Numbers are numbers, text is text. */
    private static ChunkReader reader(Stream<@Nullable Object[]> rows) {
        Iterator<@Nullable Object[]> next = rows.iterator();
        return chunk -> {
            int count = 0;
            for (; count < chunk.capacity() && next.hasNext(); count++) {
                fill(chunk, count, next.next());
            }
            return count;
        };
    }

    private static void fill(ColumnChunk chunk, int row, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Number number) {
                chunk.setNumber(i, row, number.longValue());
            } else if (values[i] instanceof String text) {
                chunk.setText(i, row, text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private LoadResult load(List<ChunkColumn> columns, @Nullable Object[]... rows) {
        return load(columns, rows.length, reader(Arrays.stream(rows)));
    }

    private LoadResult load(List<ChunkColumn> columns, long rows, ChunkReader reader) {
        bench.batch++;
        return bench.again(new Chunks("public.t", columns, rows, 0, reader));
    }

    @Test
    void numbersStandForTheValuesOfTheirTypes() {
        List<ChunkColumn> columns = List.of(
                ID,
                number("b", Simple.BOOLEAN),
                number("s", Simple.SMALLINT),
                number("i", Simple.INTEGER),
                number("f", Simple.FLOAT),
                number("d", Simple.DOUBLE),
                number("price", new DataType.Decimal(18, 2)),
                number("whole", new DataType.Decimal(18, 0)),
                number("part", new DataType.Decimal(18, 18)),
                number("day", Simple.DATE),
                number("at", Simple.TIMESTAMP));

        load(
                columns,
                row(
                        Long.MAX_VALUE,
                        1,
                        -32768,
                        Integer.MIN_VALUE,
                        Double.doubleToRawLongBits(1.5),
                        Double.doubleToRawLongBits(0.1),
                        -999_999_999_999_999_999L,
                        999_999_999_999_999_999L,
                        1,
                        -1,
                        -1),
                row(2, 0, 1, 2, null, null, 1, null, null, 0, 1_700_000_000_123_456L),
                row(new Object[11]));

        assertThat(bench.rows("id, b, s, i, f, d, price, whole, part::varchar, day, \"at\""))
                .containsExactly(
                        "2|false|1|2|null|null|0.01|null|null|1970-01-01|2023-11-14T22:13:20.123456Z",
                        "9223372036854775807|true|-32768|-2147483648|1.5|0.1|-9999999999999999.99|999999999999999999"
                                + "|.000000000000000001|1969-12-31|1969-12-31T23:59:59.999999Z",
                        "null|null|null|null|null|null|null|null|null|null|null");
    }

    @Test
    void textIsCastLikeAnyOther() {
        List<ChunkColumn> columns = List.of(
                ID,
                text("at", Simple.TIMESTAMP),
                text("big", new DataType.Decimal(38, 4)),
                TEXT,
                text("data", Simple.BINARY));

        load(
                columns,
                row(1, "2024-01-05 10:00:00.5+00", "1234567890123456789012345678901234.5678", "a\tb\nc\\N", "00ff5c"),
                row(2, null, null, "", null));

        assertThat(bench.rows("id, \"at\", big, v, hex(data)"))
                .containsExactly(
                        "1|2024-01-05T10:00:00.500Z|1234567890123456789012345678901234.5678|a\tb\nc\\N|00FF5C",
                        "2|null|null||null");
    }

    @Test
    void whatIsTheSameInAllRowsIsInNoChunk() {
        List<ChunkColumn> columns = List.of(
                ID,
                new ChunkColumn(Column.of("op", Simple.STRING), As.SAME, "it's"),
                new ChunkColumn(Column.of("lsn", Simple.BIGINT), As.SAME, "77"),
                new ChunkColumn(Column.of("data", Simple.BINARY), As.SAME, null),
                TEXT);

        load(columns, row(1, null, null, null, "a"), row(2, null, null, null, "b"));

        assertThat(bench.types()).containsExactly("id bigint", "op string", "lsn bigint", "data binary", "v string");
        assertThat(bench.rows("id, op, lsn, data, v")).containsExactly("1|it's|77|null|a", "2|it's|77|null|b");
    }

    @Test
    void aValueThatItsTypeCannotHoldIsQuarantinedAsTheSourcePrintsIt() {
        List<ChunkColumn> columns =
                List.of(ID, number("price", new DataType.Decimal(10, 2)), number("day", Simple.DATE), TEXT);
        bench.columns = List.of(new ColumnRule("price", "price", null, true, null, null, List.of(), null, null, null));

        LoadResult result = load(
                columns,
                row(1, 100, 0, "a"),
                row(2, "NaN", 0, "b"),
                row(3, 100, "infinity", "c"),
                row(4, null, 0, "d"));

        assertThat(result.counts().law()).isEqualTo("read 4 = 1 inserted + 3 quarantined");
        assertThat(bench.bad())
                .containsExactly(
                        "public.t:2 cast:price {\"id\":\"2\",\"price\":\"NaN\",\"day\":\"1970-01-01\",\"v\":\"b\"}",
                        "public.t:3 cast:day {\"id\":\"3\",\"price\":\"1.00\",\"day\":\"infinity\",\"v\":\"c\"}",
                        "public.t:4 not_null:price {\"id\":\"4\",\"price\":null,\"day\":\"1970-01-01\",\"v\":\"d\"}");
        assertThat(bench.quarantine().get(0).reason()).isEqualTo("'NaN' in column 'price' is not decimal(10,2)");
    }

    @Test
    void bytesOfAQuarantinedRowComeBackWithItsReplay() {
        List<ChunkColumn> columns = List.of(ID, text("data", Simple.BINARY));
        bench.columns =
                List.of(new ColumnRule("id", "id", Simple.BIGINT, false, null, null, List.of(), null, "1", null));
        load(columns, row(1, "5c78"), row(2, "00ff5c"), row(3, null), row(4, "6869"));
        assertThat(bench.bad())
                .containsExactly(
                        "public.t:2 max:id {\"id\":\"2\",\"data\":{\"$hex\":\"00FF5C\"}}",
                        "public.t:3 max:id {\"id\":\"3\",\"data\":null}",
                        "public.t:4 max:id {\"id\":\"4\",\"data\":\"hi\"}");

        bench.columns = List.of();
        bench.replay(new TypedJson(), bench.quarantine());

        assertThat(bench.rows("id, hex(data)")).containsExactly("1|5C78", "2|00FF5C", "3|null", "4|6869");
    }

    @Test
    void aReplayMakesNoColumnWiderThanTheSourceAndTheContractSay() {
        List<ChunkColumn> columns =
                List.of(ID, number("price", new DataType.Decimal(10, 2)), number("_ingot_lsn", Simple.BIGINT));
        load(columns, row(1, 100, 7), row(2, "NaN", 8));

        LoadResult again = bench.replay(new TypedJson(), bench.quarantine());

        assertThat(again.counts().law()).isEqualTo("read 1 = 1 quarantined");
        assertThat(bench.bad())
                .containsExactly("public.t:2 cast:price {\"id\":\"2\",\"price\":\"NaN\",\"_ingot_lsn\":\"8\"}");
        assertThat(bench.types()).containsExactly("id bigint", "price decimal(10,2)");

        bench.columns = List.of(
                new ColumnRule("price", "price", Simple.STRING, false, null, null, List.of(), null, null, null));
        bench.replay(new TypedJson(), bench.quarantine());

        assertThat(bench.bad()).isEmpty();
        assertThat(bench.rows("id, price, _ingot_lsn, typeof(_ingot_lsn)"))
                .containsExactly("1|1.00|7|BIGINT", "2|NaN|8|BIGINT");
    }

    @Test
    void badRowsOfManyChunksAreToldByTheirNumber() {
        int rows = 100_000;
        LoadResult result = load(
                List.of(ID, number("price", new DataType.Decimal(10, 2)), TEXT),
                rows,
                reader(IntStream.rangeClosed(1, rows)
                        .mapToObj(i -> row(i, i % 10_000 == 0 ? "NaN" : (Object) i, "x".repeat(i % 50)))));

        assertThat(result.counts().law()).isEqualTo("read 100000 = 99990 inserted + 10 quarantined");
        assertThat(bench.quarantine())
                .allSatisfy(bad -> assertThat(bad.raw()).startsWith("{\"id\":\"" + bad.position() + "\","));
        assertThat(bench.query("select count(*), count(distinct id), sum(price), sum(length(v)) from bronze.t"))
                .containsExactly("99990|99990|49995000.00|2450000");
    }

    @Test
    void fewerRowsThanThereMustBeAreNotLoaded() {
        assertThatThrownBy(() -> load(List.of(ID), 3, reader(Stream.of(row(1), row(2)))))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("Of 3 rows of public.t the engine found 2.");
        assertThat(bench.lake.find(LoadBench.TABLE)).isEmpty();
    }

    @Test
    void whatTheSourceThrowsIsWhatThePipelineHears() {
        IngotException lost =
                Problem.of(LoadError.UNREADABLE, "The file is gone.").toException();
        assertThatThrownBy(() -> load(List.of(ID), 1, chunk -> {
                    throw lost;
                }))
                .isSameAs(lost);
    }
}
