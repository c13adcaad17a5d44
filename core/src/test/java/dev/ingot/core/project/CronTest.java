package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "0 6 * * *",
                "*/15 0-5,22 1-31/2 jan-MAR mon",
                "59 23 31 12 7",
                "@daily",
                "@Hourly",
                "  0   6 * * * ",
            })
    void acceptsWhatCronAccepts(String expression) {
        assertThat(Cron.fault(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    0 6 * *        | It has 4 fields, not 5.
                    hourly         | It has 1 field, not 5.
                    60 * * * *     | The minute '60' is not 0 to 59, '*', a range or a step.
                    0 24 * * *     | The hour '24' is not 0 to 23, '*', a range or a step.
                    0 0 0 * *      | The day of month '0' is not 1 to 31, '*', a range or a step.
                    0 0 * foo *    | The month 'foo' is not 1 to 12, '*', a range or a step.
                    0 0 * * 8      | The day of week '8' is not 0 to 7, '*', a range or a step.
                    */0 * * * *    | The minute '*/0' is not 0 to 59, '*', a range or a step.
                    5-1 * * * *    | The minute '5-1' is not 0 to 59, '*', a range or a step.
                    1, * * * *     | The minute '' is not 0 to 59, '*', a range or a step.
                    @dayly         | '@dayly' is not known.
                    """)
    void saysWhatIsWrong(String expression, String fault) {
        assertThat(Cron.fault(expression)).contains(fault);
    }

    @Test
    void placeholdersAreKnownOrRefused() {
        assertThat(Placeholders.fault("{date}/{data_source}/{table}/{date:yyyy/MM/dd}/*.{csv,tsv}"))
                .isEmpty();
        assertThat(Placeholders.fault("a\\{b}")).isEmpty();
        assertThat(Placeholders.fault("{datasource}").orElseThrow().fix()).isEqualTo("Did you mean 'data_source'?");
        assertThat(Placeholders.fault("{date:yyyy}").orElseThrow().what())
                .isEqualTo("The placeholder '{date:yyyy}' is not a date pattern.");
        assertThat(Placeholders.fault("{date:qqqqqq}").orElseThrow().what())
                .isEqualTo("The placeholder '{date:qqqqqq}' is not a date pattern.");
        assertThat(Placeholders.fault("{table:x}")).isPresent();
    }
}
