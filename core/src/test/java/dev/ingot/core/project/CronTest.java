package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    * * * * *          | UTC           | 2026-05-01T12:00:00Z     | 2026-05-01T12:01:00Z
                    * * * * *          | UTC           | 2026-05-01T12:00:59.999Z | 2026-05-01T12:01:00Z
                    0 6 * * *          | UTC           | 2026-05-01T06:00:00Z     | 2026-05-02T06:00:00Z
                    0 6 * * *          | UTC           | 2026-05-01T05:59:59Z     | 2026-05-01T06:00:00Z
                    0 6 * * *          | Europe/Berlin | 2026-05-01T05:00:00Z     | 2026-05-02T04:00:00Z
                    */20 9-10 * * *    | UTC           | 2026-05-01T09:40:00Z     | 2026-05-01T10:00:00Z
                    5/20 * * * *       | UTC           | 2026-05-01T09:05:00Z     | 2026-05-01T09:25:00Z
                    0 0 31 * *         | UTC           | 2026-03-31T00:00:00Z     | 2026-05-31T00:00:00Z
                    0 0 29 feb *       | UTC           | 2026-01-01T00:00:00Z     | 2028-02-29T00:00:00Z
                    30 4 1,15 * fri    | UTC           | 2026-05-01T04:30:00Z     | 2026-05-08T04:30:00Z
                    30 4 */2 * fri     | UTC           | 2026-05-01T04:30:00Z     | 2026-05-15T04:30:00Z
                    0 0 * * 7          | UTC           | 2026-05-01T00:00:00Z     | 2026-05-03T00:00:00Z
                    @weekly            | UTC           | 2026-05-03T00:00:00Z     | 2026-05-10T00:00:00Z
                    @monthly           | UTC           | 2026-12-01T00:00:00Z     | 2027-01-01T00:00:00Z
                    """)
    void theNextTimeIsAfterTheMomentThatWasAskedFor(String expression, String zone, String after, String next) {
        assertThat(Cron.parse(expression).next(Instant.parse(after), ZoneId.of(zone)))
                .contains(Instant.parse(next));
    }

    /** In Berlin 02:00 to 03:00 was missing on 29 March 2026 and came twice on 25 October 2026. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a time that is missing comes an hour later | 30 2 * * *   | 2026-03-28T23:00:00Z | 2026-03-29T01:30:00Z
                    and the day after at its own time          | 30 2 * * *   | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z
                    a time that comes twice is taken once      | 30 2 * * *   | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
                    also between the two                       | 45 2 * * *   | 2026-10-25T01:10:00Z | 2026-10-26T01:45:00Z
                    every hour goes on in the second one       | 15 * * * *   | 2026-10-25T00:15:00Z | 2026-10-25T01:15:00Z
                    every half hour skips nothing              | */30 * * * * | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z
                    """)
    void whenTheClocksChange(String what, String expression, String after, String next) {
        assertThat(Cron.parse(expression).next(Instant.parse(after), ZoneId.of("Europe/Berlin")))
                .as(what)
                .contains(Instant.parse(next));
    }

    @Test
    void whatNeverComesIsFoundOut() {
        assertThat(Cron.parse("0 0 30 2 *").next(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
        assertThat(Cron.parse("* * 31 6 *").next(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
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
