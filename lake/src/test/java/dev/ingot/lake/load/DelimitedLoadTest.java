package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.table.DataType.Simple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelimitedLoadTest {

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
    void appendsCleanRowsWithTheirOrigin() {
        LoadResult result = bench.csv("id,name\n1,Ada\n2,\"Grace, H.\"\n");
        assertThat(result.counts().law()).isEqualTo("read 2 = 2 inserted");
        assertThat(bench.types()).containsExactly("id bigint", "name string");
        assertThat(bench.rows("id, name, _ingot_run, _ingot_source"))
                .containsExactly("1|Ada|run-1|b1-f1", "2|Grace, H.|run-1|b1-f1");
        assertThat(result.change().before()).isEqualTo(-1);
        assertThat(result.rowsAfter()).isEqualTo(2);
    }

    @Test
    void aSecondBatchIsAddedAndTheSameBatchIsNot() {
        bench.csv("id\n1\n");
        LoadResult second = bench.csv("id\n2\n");
        assertThat(second.rowsBefore()).isEqualTo(1);
        bench.batch = 1;
        LoadResult repeated = bench.csv("id\n9\n");
        assertThat(repeated.alreadyLoaded()).isTrue();
        assertThat(bench.rows("id")).containsExactly("1", "2");
    }

    @Test
    void quarantinesRecordsWithTooFewOrTooManyFieldsAndKeepsTheRest() {
        LoadResult result = bench.csv("a,b\n1,2,3\n4,5\n6\n\n7,8\n");
        assertThat(result.counts().law()).isEqualTo("read 4 = 2 inserted + 2 quarantined");
        assertThat(bench.rows("a, b")).containsExactly("4|5", "7|8");
        assertThat(bench.bad())
                .containsExactly("b1-f1:1 record:too_many_columns 1,2,3", "b1-f1:3 record:too_few_columns 6");
        assertThat(bench.quarantine().get(0).reason()).isEqualTo("the record has 3 fields, the header has 2");
    }

    @Test
    void eachReasonOfBrokenRecordsIsCountedByItself() {
        LoadResult result = bench.csv("a,b\n1,2,3\n1,2,3\n4,5\n6\n1,2,3,4\n7,8\n");
        assertThat(result.rejections())
                .extracting(rejection -> rejection.rows() + " " + rejection.reason())
                .containsExactly(
                        "2 the record has 3 fields, the header has 2",
                        "1 the record has 1 fields, the header has 2",
                        "1 the record has 4 fields, the header has 2");
    }

    @Test
    void badValuesKeepTheirPlaceBetweenBrokenRecords() {
        bench.columns = List.of(ColumnRule.of("a", Simple.BIGINT));
        bench.threshold = new Threshold(null, 100.0); // even a file without a good record
        LoadResult result = bench.csv("\ufeffa,b\n1\nx,2\n\n3,4,5\n6\ny,7\n", "a,b\nz,8\n9,1,1\n10,11\nw,12");
        assertThat(result.counts().law()).isEqualTo("read 9 = 1 inserted + 8 quarantined");
        assertThat(bench.bad())
                .containsExactly(
                        "b1-f1:1 record:too_few_columns 1",
                        "b1-f1:2 cast:a x,2",
                        "b1-f1:3 record:too_many_columns 3,4,5",
                        "b1-f1:4 record:too_few_columns 6",
                        "b1-f1:5 cast:a y,7",
                        "b1-f2:1 cast:a z,8",
                        "b1-f2:2 record:too_many_columns 9,1,1",
                        "b1-f2:4 cast:a w,12");
    }

    @Test
    void aQuoteThatIsNotClosedCostsItsLineOnly() {
        LoadResult result = bench.csv("a,b\n1,2\n3,\"x\n4,5\n6,7\n");
        assertThat(result.counts().law()).isEqualTo("read 4 = 3 inserted + 1 quarantined");
        assertThat(bench.bad()).containsExactly("b1-f1:2 record:quote 3,\"x");
        assertThat(bench.rows("a")).containsExactly("1", "4", "6");
    }

    @Test
    void textBehindAClosingQuoteIsQuarantined() {
        bench.csv("a,b\n1,\"2\"x\n5,x\"y\n7,\"a\"\"b\"\n");
        assertThat(bench.rows("a, b")).containsExactly("5|x\"y", "7|a\"b");
        assertThat(bench.bad()).containsExactly("b1-f1:1 record:quote 1,\"2\"x");
    }

    @Test
    void bytesThatAreNotUtf8AreQuarantinedReadably() {
        byte[] bytes = "a,b\n1,caf?\n3,4\n".getBytes(StandardCharsets.UTF_8);
        bytes[9] = (byte) 0xe9;
        bench.loadBytes(LoadBench.CSV, List.of(bytes));
        assertThat(bench.bad()).containsExactly("b1-f1:1 record:encoding 1,caf\\xE9");
        assertThat(bench.rows("a")).containsExactly("3");
    }

    @Test
    void readsEveryKindOfLineEndEvenMixed() {
        bench.csv("a,b\r\n1,2\n3,4\r\n", "a,b\r5,6\r7,8\r", "a,b\n9,x\ry\n", "a,b\r\n\"1\r2\",3\r\n\"4\n5\",6\r\n");
        assertThat(bench.rows("replace(replace(a, chr(13), 'R'), chr(10), 'N'), replace(b, chr(13), 'R')"))
                .containsExactly("1|2", "1R2|3", "3|4", "4N5|6", "5|6", "7|8", "9|xRy");
    }

    @Test
    void readsEmptyFilesHeadersOnlyAndByteOrderMarks() {
        LoadResult result = bench.csv("", "a,b\n", "\n\na,b\n1,2\n", "\ufeffa,b\n3,4", "\n\n");
        assertThat(result.counts().law()).isEqualTo("read 2 = 2 inserted");
        assertThat(bench.rows("a, b")).containsExactly("1|2", "3|4");
    }

    @Test
    void blankLinesAreNoRecordsButQuotedNothingIs() {
        bench.load(
                new dev.ingot.api.source.Format.Delimited(',', '"', '"', true, null, List.of("NA"), 0),
                "a\n1\n\n2\n\"\"\nNA\n");
        assertThat(bench.rows("a")).containsExactly("", "1", "2", "null");
    }

    @Test
    void namesColumnsThatHaveNoNameOfTheirOwn() {
        bench.csv("a,,A,b c\n1,2,3,4\n");
        assertThat(bench.types()).containsExactly("a bigint", "column_2 bigint", "A_2 bigint", "b_c bigint");
    }

    @Test
    void refusesHeadersThatTakeIngotsNames() {
        assertThatThrownBy(() -> bench.csv("a,_ingot_run\n1,2\n"))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-LOAD-004")
                .hasMessageContaining("_ingot_run");
    }

    @Test
    void filesMayHaveOtherColumnsInAnotherOrder() {
        bench.csv("a,b\n1,2\n", "b,a\n4,3\n", "a,c\n5,x\n");
        assertThat(bench.rows("a, b, c")).containsExactly("1|2|null", "3|4|null", "5|null|x");
    }

    @Test
    void nullTokensAreTakenExactlyAsStated() {
        bench.load(LoadBench.TSV, "region\tname\nNA\tNone\n\\N\tnull\n\t\"x\n");
        assertThat(bench.rows("region, name")).containsExactly("|\"x", "NA|None", "null|null");
        assertThat(bench.query("select count(*) from bronze.t where region is null or name is null"))
                .containsExactly("1");
    }

    @Test
    void aRecordLongerThanTheLimitIsQuarantined() {
        LoadResult result = bench.csv("a,b\n1," + "x".repeat(17_000_000) + "\n2,y\n");
        assertThat(result.counts().law()).isEqualTo("read 2 = 1 inserted + 1 quarantined");
        assertThat(bench.quarantine().get(0).rule()).isEqualTo("record:too_long");
        assertThat(bench.quarantine().get(0).raw()).hasSize(17_000_002);
    }

    @Test
    void lineBreaksInFieldsDoNotConfuseTheParallelReader() {
        StringBuilder text = new StringBuilder("id,note,z\n");
        int rows = 60_000;
        for (int i = 1; i <= rows; i++) {
            if (i > 500 && i % 2 == 0) {
                text.append(i)
                        .append(",\"many\nlines\n\n1,2,3\n1,2,3\n")
                        .append("4,5,6\n".repeat(i % 50))
                        .append("\",");
            } else {
                text.append(i).append(",\"x\",");
            }
            text.append(i).append('\n');
        }
        LoadResult result = bench.csv(text.toString());
        assertThat(result.counts().law()).isEqualTo("read " + rows + " = " + rows + " inserted");
        assertThat(bench.query("select count(distinct id), count(*) filter (where id <> z) from bronze.t"))
                .containsExactly(rows + "|0");
    }
}
