package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.Parquet;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetLoadTest {

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

    private FileRef parquet(String name, String select) {
        Path file = folder.resolve(name + ".parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO " + Sql.text(file.toString()) + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return LoadBench.ref(name, file);
    }

    @Test
    void keepsTypesAndNestedValues() {
        LoadResult result = bench.loadFiles(
                new Parquet(),
                List.of(parquet(
                        "a",
                        "select 1::bigint as id, 1.5::double as d, 'x' as s, date '2024-01-05' as day, timestamp"
                                + " '2024-01-05 10:00:00' as ts, [1,2] as l, {'a': 1, 'b': 'y'} as st, true as b,"
                                + " 7::utinyint as u, 12.34::decimal(9,2) as m")));
        assertThat(result.counts().law()).isEqualTo("read 1 = 1 inserted");
        assertThat(bench.types())
                .containsExactly(
                        "id bigint",
                        "d double",
                        "s string",
                        "day date",
                        "ts timestamp_ntz",
                        "l list<integer>",
                        "st struct<a:integer,b:string>",
                        "b boolean",
                        "u smallint",
                        "m decimal(9,2)");
        assertThat(bench.rows("id, d, s, day, ts, l[2], st.b, b, u, m"))
                .containsExactly("1|1.5|x|2024-01-05|2024-01-05T10:00|2|y|true|7|12.34");
    }

    @Test
    void oneColumnMayBeWholeInOneFileAndDoubleInTheNext() {
        bench.loadFiles(
                new Parquet(),
                List.of(
                        parquet("a", "select 7::bigint as q, 'x' as s"),
                        parquet("b", "select 7.5::double as q, 1 as extra")));
        assertThat(bench.types()).containsExactly("q double", "s string", "extra integer");
        assertThat(bench.rows("q, s, extra, _ingot_source")).containsExactly("7.0|x|null|a", "7.5|null|1|b");
    }

    @Test
    void aValueThatTheContractsTypeWouldChangeIsQuarantined() {
        bench.columns = List.of(ColumnRule.of("q", Simple.BIGINT));
        LoadResult result = bench.loadFiles(
                new Parquet(),
                List.of(parquet("a", "select unnest([7.0, 7.5, null, 1e300])::double as q, unnest(range(4)) as i")));
        assertThat(result.counts().law()).isEqualTo("read 4 = 2 inserted + 2 quarantined");
        assertThat(bench.bad()).containsExactly("a:2 cast:q {\"q\":7.5,\"i\":1}", "a:4 cast:q {\"q\":1e300,\"i\":3}");
        bench.columns = List.of(ColumnRule.of("q", Simple.DOUBLE));
    }

    @Test
    void replaysRowsOfParquetFiles() {
        bench.columns = List.of(ColumnRule.of("q", Simple.BIGINT));
        bench.loadFiles(new Parquet(), List.of(parquet("a", "select unnest([7.0, 7.5])::double as q, 'x' as s")));
        bench.columns = List.of(ColumnRule.of("q", new dev.ingot.api.table.DataType.Decimal(38, 1)));
        LoadResult replayed = bench.replay(new Parquet(), bench.quarantine());
        assertThat(replayed.counts().law()).isEqualTo("read 1 = 1 inserted");
        assertThat(bench.rows("q, s")).containsExactly("7.0|x", "7.5|x");
        assertThat(bench.quarantine()).isEmpty();
    }

    @Test
    void damagedFilesAreAllNamed() {
        FileRef good = parquet("good", "select 1 as a");
        FileRef bad = bench.file("bad", "PAR1 nonsense".getBytes(StandardCharsets.UTF_8));
        FileRef empty = bench.file("empty", new byte[0]);
        assertThatThrownBy(() -> bench.loadFiles(new Parquet(), List.of(good, bad, empty)))
                .isInstanceOf(IngotException.class)
                .satisfies(e -> assertThat(((IngotException) e).problems())
                        .extracting(problem -> problem.what())
                        .containsExactly(
                                "The Parquet file bad cannot be read.", "The Parquet file empty cannot be read."));
        assertThat(bench.lake.find(LoadBench.TABLE)).isEmpty();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(ParquetLoadTest.class.getResource("/parquet/" + name + ".parquet"))
                .toURI());
    }

    private void load(LoadMode mode, FileRef... files) {
        bench.mode = mode;
        bench.key = mode == LoadMode.MERGE || mode == LoadMode.SNAPSHOT ? List.of("id") : List.of();
        bench.loadFiles(new Parquet(), List.of(files));
    }

    @ParameterizedTest
    @EnumSource(LoadMode.class)
    void aLeafThatChangesItsTypeWidensInsideOfItsColumn(LoadMode mode) {
        FileRef first = parquet(
                "a", "select 1 as id, {'a': null::int, 'b': 'x, ''c'''} as s, [{'k': 7}] as l, map {1: 5} as m");
        FileRef second = parquet(
                "b",
                "select 2 as id, {'a': '007', 'c': 1.5} as s, [{'k': '1.50'}] as l, map {9007199254740993: 'x'} as m");
        load(mode, first);
        load(mode, second);

        assertThat(bench.types().stream().limit(4))
                .containsExactly(
                        "id integer",
                        "s struct<a:string,b:string,c:decimal(2,1)>",
                        "l list<struct<k:string>>",
                        "m map<bigint,string>");
        String rows = "id, s.a, s.b, s.c, l[1].k, map_keys(m)[1], map_values(m)[1]";
        String added = "2|007|null|1.5|1.50|9007199254740993|x";
        assertThat(bench.rows(rows))
                .isEqualTo(mode == LoadMode.FULL ? List.of(added) : List.of("1|null|x, 'c'|null|7|1|5", added));
    }

    @Test
    void aLeafThatChangesItsTypeWithinABatchWidensAsWell() {
        load(
                LoadMode.APPEND,
                parquet("a", "select 1 as id, {'a': 7} as s"),
                parquet("b", "select 2 as id, {'b': true, 'a': 7.5} as s"));
        assertThat(bench.types()).containsExactly("id integer", "s struct<a:decimal(18,1),b:boolean>");
        assertThat(bench.rows("id, s.a, s.b")).containsExactly("1|7.0|null", "2|7.5|true");
    }

    @Test
    void aListThatBecomesAStructStopsTheLoadAndGetsAColumnOfItsOwnWhereThatIsSaid() {
        load(LoadMode.APPEND, parquet("a", "select 1 as id, [1, 2] as l, {'x': 1} as s"));
        FileRef second = parquet("b", "select 2 as id, {'k': 1} as l, 'text' as s");
        assertThatThrownBy(() -> load(LoadMode.APPEND, second))
                .isInstanceOf(IngotException.class)
                .satisfies(e -> assertThat(((IngotException) e).problems())
                        .extracting(problem -> problem.what())
                        .containsExactly(
                                "The column 'l' of bronze.t is list<integer> in the table and struct<k:integer> in the"
                                        + " source.",
                                "The column 's' of bronze.t is struct<x:integer> in the table and string in the"
                                        + " source."));

        bench.columns = List.of(
                new ColumnRule("l_2", "l", null, false, null, null, List.of(), null, null, null),
                new ColumnRule("s_2", "s", null, false, null, null, List.of(), null, null, null));
        load(LoadMode.APPEND, second);
        assertThat(bench.rows("id, l[2], s.x, l_2.k, s_2")).containsExactly("1|2|1|null|null", "2|null|null|1|text");
    }

    @Test
    void aColumnThatWasAlwaysEmptyGetsItsTypeWithItsFirstValue() throws Exception {
        Path file = resource("nulls");
        load(LoadMode.APPEND, LoadBench.ref("a", file));
        assertThat(bench.types()).containsExactly("id bigint");
        load(LoadMode.APPEND, parquet("b", "select 2::bigint as id, 7 as n, [1] as l"));
        load(LoadMode.APPEND, LoadBench.ref("c", file));
        assertThat(bench.types()).containsExactly("id bigint", "n integer", "l list<integer>");
        assertThat(bench.rows("id, n")).containsExactly("1|null", "1|null", "2|7");
    }

    @Test
    void aDecimalThatNoTableCanHoldIsRefusedByName() throws Exception {
        FileRef wide = LoadBench.ref("wide", resource("decimal39"));
        assertThatThrownBy(() -> load(LoadMode.APPEND, parquet("a", "select 1.5 as n"), wide))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("The column 'n' of the Parquet file wide is decimal(39,2).");
    }

    @Test
    void textInANumberColumnIsTheNumberOnlyWhereItIsWrittenAsOne() {
        load(LoadMode.APPEND, parquet("a", "select 1 as id, 5 as v"));
        load(LoadMode.APPEND, parquet("b", "select 2 as id, '6' as v"));
        assertThat(bench.types()).containsExactly("id integer", "v integer");
        load(LoadMode.APPEND, parquet("c", "select 3 as id, '007' as v"));
        assertThat(bench.types()).containsExactly("id integer", "v string");
        assertThat(bench.rows("id, v")).containsExactly("1|5", "2|6", "3|007");
    }

    @Test
    void columnsCalledLikeThoseOfTheEngineAreColumnsLikeAllOthers() {
        String same = "7 as file_index, 0 as file_row_number, 'f' as filename";
        load(
                LoadMode.MERGE,
                parquet("a", "select range as id, " + same + " from range(3)"),
                parquet("b", "select 5::bigint as id, " + same));
        load(LoadMode.MERGE, parquet("c", "select unnest([1, 1, 9])::bigint as id, " + same.replace("'f'", "'h'")));
        assertThat(bench.rows("id, _ingot_source, file_index, file_row_number, filename"))
                .containsExactly("0|a|7|0|f", "1|c|7|0|h", "2|a|7|0|f", "5|b|7|0|f", "9|c|7|0|h");
    }
}
