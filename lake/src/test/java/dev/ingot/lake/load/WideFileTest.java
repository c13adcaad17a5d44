package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.source.Format.JsonLines;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More columns than the engine follows an expression deep. */
class WideFileTest {

    private static final int COLUMNS = 1_200;

    @TempDir
    Path folder;

    private static String line(IntFunction<String> field) {
        return IntStream.range(0, COLUMNS).mapToObj(field).collect(Collectors.joining(",", "", "\n"));
    }

    @Test
    void aFileOfAThousandColumnsIsLoadedWithItsTypesAndItsBadRows() {
        try (LoadBench bench = new LoadBench(folder)) {
            LoadResult result = bench.csv(line(i -> "c" + i) + line(i -> i % 2 == 0 ? "" + i : "w" + i) + "1,2\n"
                    + line(i -> "\"" + i + "\""));
            assertThat(result.counts().law()).isEqualTo("read 3 = 2 inserted + 1 quarantined");
            assertThat(bench.types())
                    .hasSize(COLUMNS)
                    .startsWith("c0 bigint", "c1 string")
                    .endsWith("c1199 string");
            assertThat(bench.rows("c0, c1, c1198, c1199")).containsExactly("0|1|1198|1199", "0|w1|1198|w1199");

            bench.columns = List.of(dev.ingot.api.load.ColumnRule.of("c0", dev.ingot.api.table.DataType.Simple.BIGINT));
            bench.csv(line(i -> "c" + i) + line(i -> i == 0 ? "x" : "\"" + i + ",\"\"\"") + line(i -> "7"));
            assertThat(bench.quarantine().get(1).raw() + "\n")
                    .isEqualTo(line(i -> i == 0 ? "x" : "\"" + i + ",\"\"\""));
        }
    }

    @Test
    void valuesThatAreNotOfTheirColumnsTypeAreNamedInAWideTableAsInANarrowOne() {
        try (LoadBench bench = new LoadBench(folder)) {
            bench.csv(line(i -> "c" + i) + line(i -> i % 2 == 0 ? "" + i : i + ".5"));
            bench.schemaMode = SchemaMode.QUARANTINE;
            bench.csv(line(i -> "c" + i)
                    + line(i -> i == 2 || i == 7 || i == 1199 ? "x" + i : "7")
                    + line(i -> "")
                    + line(i -> i == 4 ? "007" : "1"));
            assertThat(bench.rows("c2, c7, c1199")).containsExactlyInAnyOrder("2|7.5|1199.5", "null|null|null");
            assertThat(bench.quarantine())
                    .extracting(row -> row.rule() + " " + row.reason())
                    .containsExactly(
                            "cast:c2, cast:c7, cast:c1199 'x2' in column 'c2' is not bigint;"
                                    + " 'x7' in column 'c7' is not decimal(18,1);"
                                    + " 'x1199' in column 'c1199' is not decimal(18,1)",
                            "cast:c4 '007' in column 'c4' is not bigint");
        }
    }

    @Test
    void aFieldOfAWideFileThatMayBeCutAtItsQuotesIsSetAside() {
        try (LoadBench bench = new LoadBench(folder)) {
            LoadResult result = bench.csv(line(i -> "c" + i)
                    + line(i -> i == 5 ? "5\" inch" : "w")
                    + line(i -> i == 5 ? "5\" inch" : i == 9 ? "say \"x\"" : "w"));
            assertThat(result.counts().law()).isEqualTo("read 2 = 1 inserted + 1 quarantined");
            assertThat(bench.rows("c4, c5, c9, c10")).containsExactly("w|5\" inch|w|w");
        }
    }

    @Test
    void anObjectOfAThousandKeysIsLoaded() {
        try (LoadBench bench = new LoadBench(folder)) {
            bench.load(
                    new JsonLines(List.of()),
                    "{"
                            + line(i -> "\"k" + i + "\":" + (i % 2 == 0 ? "1." + i : "\"w\""))
                                    .strip() + "}\n");
            assertThat(bench.types())
                    .hasSize(COLUMNS)
                    .startsWith("k0 decimal(18,1)", "k1 string")
                    .endsWith("k1199 string");
        }
    }
}
