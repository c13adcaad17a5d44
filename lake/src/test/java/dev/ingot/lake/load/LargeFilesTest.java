package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.table.DataType.Simple;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files so large that several threads read them: the order of the rows is still that of the files. */
class LargeFilesTest {

    private static final int ROWS = 400_000;

    @TempDir
    Path folder;

    private LoadBench bench;

    @BeforeEach
    void open() {
        bench = new LoadBench(folder);
        bench.columns = List.of(ColumnRule.of("id", Simple.BIGINT));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String file(String header, IntFunction<String> record) {
        return IntStream.rangeClosed(1, ROWS)
                .mapToObj(i -> record.apply(i) + "\n")
                .collect(Collectors.joining("", header, ""));
    }

    private static String note(int i) {
        return "x".repeat(i % 120);
    }

    private static String csv(int i) {
        return (i % 20_000 == 0 ? "no. " + i : i) + "," + note(i);
    }

    private static String json(int i) {
        return "{\"id\":" + (i % 20_000 == 0 ? "\"no. " + i + "\"" : i) + ",\"note\":\"" + note(i) + "\"}";
    }

    private void badRowsAreAtTheirPlace(Format format, String file) {
        LoadResult result = bench.load(format, file, file);

        assertThat(result.counts().law()).isEqualTo("read 800000 = 799960 inserted + 40 quarantined");
        assertThat(bench.quarantine())
                .hasSize(40)
                .allSatisfy(row -> assertThat(row.raw()).contains("no. " + row.position()));
    }

    @Test
    void badRecordsOfDelimitedFilesAreFoundAtTheirPlace() {
        badRowsAreAtTheirPlace(LoadBench.CSV, file("id,note\n", LargeFilesTest::csv));
    }

    @Test
    void badRecordsOfJsonLinesAreFoundAtTheirPlace() {
        badRowsAreAtTheirPlace(new JsonLines(List.of()), file("", LargeFilesTest::json));
    }

    @Test
    void ofRecordsWithTheSameKeyTheLastOfTheLastFileStays() {
        bench.mode = LoadMode.MERGE;
        bench.key = List.of("id");
        String first = file("id,note,n\n", i -> i % 1000 + "," + note(i) + "," + i);
        String second = file("id,note,n\n", i -> 500 + i % 1000 + "," + note(i) + "," + (ROWS + i));

        LoadResult result = bench.load(LoadBench.CSV, first, second);

        assertThat(result.counts().law()).isEqualTo("read 800000 = 1500 inserted + 798500 deduplicated");
        assertThat(bench.query("select count(*) filter (where n <> case when id < 500 then (399 * 1000) + id"
                        + " + case when id = 0 then 1000 else 0 end else 799000 + (id - 500) + case when id = 500 then 1000"
                        + " else 0 end end) from bronze.t"))
                .containsExactly("0");
    }
}
