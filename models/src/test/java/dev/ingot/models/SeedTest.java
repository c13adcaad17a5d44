package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void make() {
        project = TestProject.named(folder, "shop");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private void types(String types) {
        project.file("seeds/seeds.yml", "seeds: [{name: s, config: {column_types: {" + types + "}}}]\n");
    }

    @Test
    void keepsDeclaredValuesToTheLastDigit() {
        types("a: integer, b: 'decimal(5,2)', c: date, d: boolean, e: ubigint, f: varchar(2)");
        project.file(
                "seeds/s.csv",
                String.join(
                        "\r\n",
                        "a,b,c,d,e,f",
                        "1.0,1.50,2024-1-5,yes,18446744073709551615,abcd",
                        " 1e2 ,1e2,2024-01-06T00:00:00Z,no,1,\"x",
                        "y\"",
                        ""));

        project.buildAll();

        assertThat(project.rows("select concat_ws(' ', a, b, c, d, e, f) from main.s order by a"))
                .containsExactly(
                        "1 1.50 2024-01-05 true 18446744073709551615 abcd", "100 100.00 2024-01-06 false 1 x\r\ny");
    }

    @Test
    void aQuotedHeaderIsTheIdentifierInItUnlessColumnsAreQuotedAsWritten() {
        project.file("seeds/s.csv", "id,\"\"\"default\"\"\",seen\n1,true,2024-01-05T10:00:00+02:00\n");

        project.buildAll();
        assertThat(project.rows("select \"default\", cast(seen as varchar) from main.s"))
                .containsExactly("true|2024-01-05 08:00:00");

        project.file("seeds/seeds.yml", "seeds: [{name: s, config: {quote_columns: true}}]\n");
        project.buildAll(true);
        assertThat(project.rows("select \"\"\"default\"\"\" from main.s")).containsExactly("true");
    }

    @Test
    void reportsEveryValueThatDoesNotFitItsTypeAtItsPlace() {
        types("a: integer, t: timestamp");
        project.file("seeds/s.csv", "id,a,t\n1,\"1.5\",2024-01-05 10:00:00\n2,7,2024-01-05 10:00:00+02\n");

        IngotException stopped = catchThrowableOfType(IngotException.class, () -> project.buildAll());

        assertThat(stopped.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "Seed 's': the value '1.5' of column 'a' is no integer",
                        "Seed 's': the value '2024-01-05 10:00:00+02' of column 't' is no timestamp");
        assertThat(stopped.problems())
                .extracting(problem -> String.valueOf(problem.place()))
                .containsExactly("seeds/s.csv:2:3", "seeds/s.csv:3:5");
        assertThat(stopped.problems())
                .extracting(Problem::fix)
                .containsExactly(
                        "Mend the value, or give the column a type that holds it; column_types: {a: double precision} holds"
                                + " all of this file's.",
                        "Mend the value, or give the column a type that holds it; column_types: {t: text} holds all of"
                                + " this file's.");
        assertThat(project.warehouse().find(dev.ingot.api.table.TableName.of("main", "s")))
                .isEmpty();
    }

    @Test
    void reportsTheFirstOfManyMisfitsAndHowManyFollow() {
        types("a: integer");
        project.file("seeds/s.csv", "a\n" + "x\n".repeat(25));

        IngotException stopped = catchThrowableOfType(IngotException.class, () -> project.buildAll());

        assertThat(stopped.problems()).hasSize(21);
        assertThat(stopped.problems().get(20).what()).isEqualTo("5 more values of seed 's' do not fit their types");
    }
}
