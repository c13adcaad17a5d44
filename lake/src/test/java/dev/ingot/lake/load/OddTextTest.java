package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.Delimited.BareQuotes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delimited text that is almost what it should be: delimiters at the end, quotes in the middle, odd headers. */
class OddTextTest {

    private static final String LOST = "1,$78.07\"All-Weather Dining Table, Round 48\"\"\",x\n";

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

    private static Delimited format(
            String delimiter, int headerRows, boolean trailing, BareQuotes bareQuotes, boolean trim) {
        return new Delimited(
                delimiter, '"', '"', true, null, List.of("", "NA"), 0, headerRows, trailing, bareQuotes, trim);
    }

    private String refusal(Delimited format, String text) {
        IngotException refused = catchThrowableOfType(IngotException.class, () -> bench.load(format, text));
        assertThat(refused).isNotNull();
        assertThat(refused.first().code().id()).isEqualTo("INGOT-LOAD-011");
        return String.valueOf(refused.first().fix());
    }

    @Test
    void aDelimiterAtEachLinesEndThatTheHeaderLacksIsNoReasonToShiftTheValues() {
        String text = "date time,qty,product,note\n2018-01-28,00:00,2,MG-8769,\n2018-01-29,00:00,3,MG-1,\n";
        assertThat(refusal(LoadBench.CSV, text)).contains("'trailing_delimiter: true'");
        LoadResult some = bench.csv("a,b\n1,2\n3,4,\n\"5\",\"\"\n");
        assertThat(some.counts().law()).isEqualTo("read 3 = 2 inserted + 1 quarantined");
        assertThat(bench.bad()).contains("b2-f1:2 record:too_many_columns 3,4,");
    }

    @Test
    void aDelimiterAtTheEndMeansNothingWhereThePipelineSaysSo() {
        Delimited trailing = format(",", 1, true, BareQuotes.JUDGE, false);
        bench.load(trailing, "a,b\n1,2,\n3,,\n5,6\nNA,7\n8\n9,10,11\n", "a,b,\n12,\"x\ny\",\n");
        assertThat(bench.types()).containsExactly("a bigint", "b string");
        assertThat(bench.rows("a, replace(b, chr(10), 'N')"))
                .containsExactly("1|2", "3|null", "5|6", "12|xNy", "null|7");
        assertThat(bench.bad())
                .containsExactly("b1-f1:5 record:too_few_columns 8", "b1-f1:6 record:too_many_columns 9,10,11");
    }

    @Test
    void aHeaderOneNameShortGetsTheHintForRowNames() {
        assertThat(refusal(LoadBench.CSV, "mpg,cyl\nMazda,21,6\nDatsun,22,4\n"))
                .contains("as R writes it", "'columns: [row, mpg, cyl]'");
        bench.csv("a,b,\n1,2,\n3,4,\n");
        assertThat(bench.rows("a, b")).containsExactly("1|2", "3|4");
    }

    @Test
    void aQuoteInAnUnquotedFieldIsDataUnlessADelimiterIsLostBeforeIt() {
        String text = "id,a,b,c\n" + "2,Pipe 5\" long,\"Table, 48\"\"\",\"6\"\"\"\n" + "3,x,y\",z\n";
        bench.csv(text + "1,$78\"All, Round 48\"\"\",x\n");
        assertThat(bench.rows("id, a, b, c")).containsExactly("2|Pipe 5\" long|Table, 48\"|6\"", "3|x|y\"|z");
        assertThat(bench.bad()).containsExactly("b1-f1:3 record:quote 1,$78\"All, Round 48\"\"\",x");
        assertThat(bench.quarantine().get(0).reason())
                .isEqualTo(
                        "field 2 has a quote but is not quoted, and field 3 ends in one: a delimiter before the quote is"
                                + " lost");
    }

    @Test
    void bareQuotesAreKeptOrSetAsideWhereThePipelineSaysSo() {
        String text = "id,a,b,c\n" + LOST + "2,Pipe 5\" long,y,z\n3,\"5\"\" pipe\",\"y\",z\n";
        bench.load(format(",", 1, false, BareQuotes.KEEP, false), text);
        assertThat(bench.rows("id")).containsExactly("1", "2", "3");
        bench.load(format(",", 1, false, BareQuotes.QUARANTINE, false), text);
        assertThat(bench.bad())
                .containsExactly("b2-f1:1 record:quote " + LOST.strip(), "b2-f1:2 record:quote 2,Pipe 5\" long,y,z");
        assertThat(bench.query("select id, a from bronze.t where _ingot_source = 'b2-f1'"))
                .containsExactly("3|5\" pipe");
    }

    @Test
    void blanksAroundValuesGoWhereThePipelineSaysSo() {
        bench.load(
                format(",", 1, false, BareQuotes.JUDGE, true),
                "id , name\n 1 ,\t Ada \n2,\"  Grace \"\n 3, NA \n4,   \n5,\"many\nlines \"\n6,\"x\n");
        assertThat(bench.types()).containsExactly("id bigint", "name string");
        assertThat(bench.rows("id, replace(name, chr(10), 'N')"))
                .containsExactly("1|Ada", "2|Grace", "3|null", "4|null", "5|manyNlines");
        assertThat(bench.bad()).containsExactly("b1-f1:6 record:quote 6,\"x");
    }

    @Test
    void aHeaderMayHaveSeveralRowsAndADelimiterSeveralCharacters() {
        Delimited odd = format("||", 2, false, BareQuotes.JUDGE, false);
        bench.load(
                odd, "\n||Sales||\"Costs\nnet\"||\n\nid||Q1||Q1||note\n1||2||3||\"a||b\"\n4||x|y||6\n7||8||9||z\"z\n");
        assertThat(bench.types()).containsExactly("id bigint", "Sales_Q1 bigint", "Costs_net_Q1 bigint", "note string");
        assertThat(bench.rows("id, note")).containsExactly("1|a||b", "7|z\"z");
        assertThat(bench.bad()).containsExactly("b1-f1:2 record:too_few_columns 4||x|y||6");
        bench.replay(odd, bench.quarantine());
        assertThat(bench.bad()).hasSize(1);
    }
}
