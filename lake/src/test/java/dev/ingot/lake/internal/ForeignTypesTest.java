package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.lake.LakeError;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a model's values of types that DuckDB has and a table has not. */
class ForeignTypesTest {

    @TempDir
    Path folder;

    private LakeFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TIMESTAMP_NS '2024-01-05 10:00:00.123456000' | 2024-01-05 10:00:00.123456",
                "TIMESTAMP_S '2024-01-05 10:00:00' | 2024-01-05 10:00:00",
                "TIMESTAMP_MS '2024-01-05 10:00:00.123' | 2024-01-05 10:00:00.123",
                "'10:00:00.123456789'::TIME_NS | 10:00:00.123456789",
                "TIMETZ '10:00:00+02' | 10:00:00+02",
                "9223372036854775807::HUGEINT | 9223372036854775807",
                "99999999999999999999999999999999999999::UHUGEINT | 99999999999999999999999999999999999999",
                "18446744073709551615::UBIGINT | 18446744073709551615",
                "'123456789012345678901234567890123456789012345'::BIGNUM | 123456789012345678901234567890123456789012345",
                "INTERVAL '1 month 2 days 0.000001 seconds' | 1 month 2 days 00:00:00.000001",
                "'b'::ENUM('a', 'b') | b",
                "'10101'::BIT | 10101",
                "[1, 2, 3]::INTEGER[3] | [1, 2, 3]",
                "MAP {'a': [7::UHUGEINT]} | {a=[7]}",
                "{'n': TIMESTAMP_NS '2024-01-05 10:00:00', 'h': 7::HUGEINT}.h | 7",
                "DATE '12024-01-05' | 12024-01-05",
                "DATE '0044-03-15 (BC)' | 0044-03-15 (BC)",
                "'infinity'::DATE | infinity",
                "'nan'::DOUBLE | nan",
                "-0.0::DOUBLE | -0.0"
            })
    void isKeptExactly(String sql, String stored) {
        fixture.replace(ORDERS, "SELECT " + sql + " AS c");
        assertThat(fixture.rows("SELECT c::VARCHAR FROM silver.orders").get(0).replaceFirst("[+]00$", ""))
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TIMESTAMP_NS '2024-01-05 10:00:00.123456789' | 2024-01-05 10:00:00.123456789 | TIMESTAMP_NS",
                "{'a': TIMESTAMP_NS '2024-01-05 10:00:00.123456789'} | {'a': '2024-01-05 10:00:00.123456789'} | STRUCT(a TIMESTAMP_NS)",
                "[TIMESTAMP_NS '2024-01-05 10:00:00.000000001'] | ['2024-01-05 10:00:00.000000001'] | TIMESTAMP_NS[]",
                "340282366920938463463374607431768211455::UHUGEINT | 340282366920938463463374607431768211455 | UHUGEINT",
                "[9223372036854775808::HUGEINT] | [9223372036854775808] | HUGEINT[]"
            })
    void stopsWhereNoTypeOfATableHoldsIt(String sql, String value, String type) {
        fixture.replace(ORDERS, "SELECT 1 AS id");
        Problem problem = problem("SELECT 1 AS id, " + sql + " AS c");
        assertThat(problem.what())
                .startsWith("The value " + value + " of column 'c' does not fit: 'c' is ")
                .endsWith(" in the table and " + type + " in the select.");
        assertThat(problem.fix()).contains("CAST(\"c\" AS VARCHAR) to keep all of it");
        assertThat(fixture.rows("SELECT * FROM silver.orders")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1::VARIANT", "'1'::UNION(num INTEGER, str VARCHAR)", "[union_value(num := 1)]", "{}"})
    void stopsWhereATableHasNoSuchTypeAtAll(String sql) {
        Problem problem = problem("SELECT " + sql + " AS c");
        assertThat(problem.code()).isEqualTo(LakeError.SQL_TYPE);
        assertThat(problem.what()).contains("The column 'c' has the type ");
        assertThat(problem.fix()).contains("\"c\"");
    }

    @Test
    void namesTheWayOutOfASumThatIsTooLarge() {
        Problem problem = problem("SELECT sum(i) AS c FROM (VALUES (9223372036854775807), (1)) AS v(i)");
        assertThat(problem.what()).contains("out of range").contains("column c");
        assertThat(problem.fix()).contains("cast it to decimal(38,0)");
    }

    private Problem problem(String select) {
        return catchThrowableOfType(IngotException.class, () -> fixture.replace(ORDERS, select))
                .first();
    }
}
