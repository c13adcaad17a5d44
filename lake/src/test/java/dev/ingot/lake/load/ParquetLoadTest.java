package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        "ts timestamp",
                        "l list<integer>",
                        "st struct<a:integer,b:string>",
                        "b boolean",
                        "u smallint",
                        "m decimal(9,2)");
        assertThat(bench.rows("id, d, s, day, ts, l[2], st.b, b, u, m"))
                .containsExactly("1|1.5|x|2024-01-05|2024-01-05T10:00:00Z|2|y|true|7|12.34");
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
}
