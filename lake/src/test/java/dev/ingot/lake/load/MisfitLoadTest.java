package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are not what the contract says: they stop the load, and leave no trace in the table. */
class MisfitLoadTest {

    private static final JsonLines JSON = new JsonLines(List.of());

    @TempDir
    Path folder;

    private LoadBench bench;

    @BeforeEach
    void open() {
        bench = new LoadBench(folder);
        bench.columns = List.of(ColumnRule.of("id", Simple.BIGINT), ColumnRule.of("amount", new Decimal(10, 2)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<Problem> refused(ThrowingCallable load) {
        IngotException refused = catchThrowableOfType(IngotException.class, load);
        assertThat(refused).isNotNull();
        assertThat(refused.problems())
                .allSatisfy(problem -> assertThat(problem.code().exit()).isEqualTo(ExitCode.CONTRACT));
        return refused.problems();
    }

    @ParameterizedTest
    @EnumSource(LoadMode.class)
    void aFileWithoutADeclaredColumnIsRefusedWithTheNewNameNearIt(LoadMode mode) {
        bench.mode = mode;
        bench.key = mode == LoadMode.MERGE || mode == LoadMode.SNAPSHOT ? List.of("id") : List.of();
        bench.csv("id,amount\n1,24.90\n");

        List<Problem> problems = refused(() -> bench.csv("id,amount\n1,25.00\n", "id,amont\n1,25.00\n2,3\n"));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code().id()).isEqualTo("INGOT-LOAD-005");
        assertThat(problems.get(0).what())
                .isEqualTo("b2-f2 has no column 'amount', which the contract of bronze.t declares.");
        assertThat(problems.get(0).place()).hasToString("b2-f2");
        assertThat(problems.get(0).fix()).startsWith("Did you mean 'amont'?").contains("optional: true");
        assertThat(bench.rows("id, amount")).containsExactly("1|24.90");
    }

    @Test
    void aColumnThatMayBeMissingIsNull() {
        bench.columns = List.of(
                ColumnRule.of("id", Simple.BIGINT),
                ColumnRule.of("note", Simple.STRING).missingAllowed());
        bench.csv("id,note\n1,a\n", "id\n2\n");
        bench.load(JSON, "{\"id\":3}\n");
        assertThat(bench.rows("id, note")).containsExactly("1|a", "2|null", "3|null");
    }

    @Test
    void aKeyThatNoRecordOfAJsonFileHasIsMissingThoughAnotherFileHasIt() {
        bench.load(JSON, "{\"id\":1,\"amount\":1}\n{\"id\":2}\n");
        List<Problem> problems = refused(
                () -> bench.load(JSON, "{\"id\":3,\"amount\":1}\n", "{\"id\":4,\"Amuont\":1}\n{\"id\":5}\n", "[]\n"));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).what()).startsWith("b2-f2 has no column 'amount'");
        assertThat(problems.get(0).fix()).startsWith("Did you mean 'Amuont'?");
        assertThat(bench.rows("id, amount")).containsExactly("1|1.00", "2|null");
    }

    @Test
    void aFileOfWhichNoRecordFitsStopsTheLoadWithTheDelimiterThatWouldFit() {
        bench.csv("id,amount\n1,1\n");
        Delimited headless = new Delimited(',', '"', '"', false, List.of("id", "amount"), List.of(""), 0);

        List<Problem> problems = refused(() -> bench.load(headless, "2,3\n", "3;4.5\n4;5\n"));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code().id()).isEqualTo("INGOT-LOAD-011");
        assertThat(problems.get(0).what()).isEqualTo("Not one of the 2 records of b2-f2 fits bronze.t.");
        assertThat(problems.get(0).why()).isEqualTo("the record has 1 fields, the header has 2");
        assertThat(problems.get(0).fix())
                .isEqualTo("The lines look as if ';' stood between their fields: set 'delimiter: \";\"'.");
        assertThat(bench.rows("id")).containsExactly("1");
        assertThat(bench.bad()).hasSize(2);
    }

    @Test
    void aHeaderOfAnotherDelimiterMakesNoColumn() {
        assertThat(refused(() -> bench.csv("id;amount\n1;2\n")))
                .extracting(Problem::fix)
                .allSatisfy(fix -> assertThat(fix).contains("set 'delimiter: \";\"'"));
        bench.columns = List.of();
        List<Problem> problems = refused(() -> bench.csv("id|name\n1|a\n"));
        assertThat(problems.get(0).what()).isEqualTo("The header of b2-f1 is one name, 'id|name'.");
        assertThat(problems.get(0).fix()).contains("set 'delimiter: \"|\"'");

        bench.columns =
                List.of(new ColumnRule("both", "id|name", null, false, null, null, List.of(), null, null, null));
        bench.csv("id|name\n1|a\n");
        assertThat(bench.rows("\"both\"")).containsExactly("1|a");
    }

    @Test
    void jsonOfWhichNothingFitsStopsTheLoadAndAddsNoColumn() {
        bench.csv("id,amount\n1,1\n");
        List<Problem> problems = refused(() -> bench.load(
                JSON,
                "{\"id\":\"x\",\"amount\":1,\"junk\":1}\n{\"id\":\"y\",\"amount\":1,\"junk\":2}\n",
                "no\nJSON\n"));
        assertThat(problems)
                .extracting(Problem::what)
                .containsExactly(
                        "Not one of the 2 records of b2-f1 fits bronze.t.",
                        "Not one of the 2 records of b2-f2 fits bronze.t.");
        assertThat(bench.types()).containsExactly("id bigint", "amount decimal(10,2)");
    }

    @Test
    void oneBadRecordIsQuarantinedAndNeitherItNorAHeaderAloneAddsAColumn() {
        LoadResult first = bench.csv("id,amount,junk\nx,1,2\n");
        assertThat(first.counts().law()).isEqualTo("read 1 = 1 quarantined");
        assertThat(bench.types()).containsExactly("id bigint", "amount decimal(10,2)");
        bench.csv("id,amount\n1,1\n");
        LoadResult headerOnly = bench.csv("id,amount,other\n");
        assertThat(headerOnly.schemaChanges()).isEmpty();
        bench.threshold = new Threshold(null, 100.0);
        assertThat(bench.csv("id,amount,junk\nx,1,2\ny,1,2\n").schemaChanges()).isEmpty();
        assertThat(bench.types()).containsExactly("id bigint", "amount decimal(10,2)");
        assertThat(bench.rows("id")).containsExactly("1");
    }

    @Test
    void aFullLoadNeverReplacesRowsByNothingButBadOnes() {
        bench.mode = LoadMode.FULL;
        bench.csv("id,amount\n1,1\n");
        assertThat(refused(() -> bench.csv("id,amount\nx,1\n"))).hasSize(1);
        assertThat(bench.rows("id")).containsExactly("1");
    }
}
