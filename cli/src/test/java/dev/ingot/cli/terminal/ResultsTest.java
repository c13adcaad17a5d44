package dev.ingot.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cli.terminal.Results.Format;
import dev.ingot.cli.terminal.Results.Shown;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final Instant TIME = Instant.parse("2026-03-25T07:30:05.123Z");

    private static String printed(Results results, Format format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        results.print(new Terminal(out, out, false, false, 100), format, "nothing");
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static Results results() {
        return new Results("id", "table", "deleted", "filtered", "size", "changed")
                .hide("id")
                .hideWhereEmpty("deleted", "filtered")
                .row(1, "bronze.orders", 0, 2, Shown.bytes(54_321), Shown.time(TIME))
                .row(2, "bronze.customers", 0, 0, Shown.bytes(12), Shown.time(null));
    }

    @Test
    void thePersonsTableLeavesOutWhatSaysNothing() {
        assertThat(printed(results(), Format.TEXT)).isEqualTo("""
                table             filtered  size   changed
                ----------------  --------  -----  --------------------
                bronze.orders            2  54 kB  2026-03-25 07:30:05Z
                bronze.customers         0  12 B
                """);
    }

    @Test
    void programsGetEveryColumnWithExactValues() {
        assertThat(printed(results(), Format.CSV)).isEqualTo("""
                id,table,deleted,filtered,size,changed
                1,bronze.orders,0,2,54321,2026-03-25T07:30:05.123Z
                2,bronze.customers,0,0,12,
                """);
        assertThat(printed(results(), Format.JSON))
                .contains("\"size\" : 54321", "\"changed\" : \"2026-03-25T07:30:05.123Z\"", "\"deleted\" : 0");
    }

    @Test
    void aRecordOfAFileIsShownWithItsNumberWhereThatIsKnown() {
        assertThat(Shown.place("a.csv", 7)).isEqualTo(new Shown("a.csv", "a.csv #7"));
        assertThat(Shown.place("a.csv", 0)).isEqualTo(new Shown("a.csv", "a.csv"));
    }
}
