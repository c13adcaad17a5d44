package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PathPatternTest {

    private static boolean matches(String pattern, String path) {
        return PathPattern.parse(pattern, null, "orders").match(path).isPresent();
    }

    @Test
    void starStaysInsideAFolderAndTwoStarsGoThroughFolders() {
        assertThat(matches("*.csv", "a.csv")).isTrue();
        assertThat(matches("*.csv", "x/a.csv")).isFalse();
        assertThat(matches("**/*.csv", "a.csv")).isTrue();
        assertThat(matches("**/*.csv", "x/y/a.csv")).isTrue();
        assertThat(matches("x/**", "x/y/a.csv")).isTrue();
        assertThat(matches("a?.csv", "ab.csv")).isTrue();
        assertThat(matches("a?.csv", "a/.csv")).isFalse();
    }

    @Test
    void choicesClassesAndEscapesMeanWhatTheySay() {
        assertThat(matches("{a,b/c}.{csv,tsv}", "b/c.tsv")).isTrue();
        assertThat(matches("{a,b}.csv", "c.csv")).isFalse();
        assertThat(matches("f[0-9].csv", "f7.csv")).isTrue();
        assertThat(matches("f[!0-9].csv", "f7.csv")).isFalse();
        assertThat(matches("f\\[1\\].csv", "f[1].csv")).isTrue();
        assertThat(matches("a.csv", "abcsv")).isFalse();
        assertThat(matches("a,b.csv", "a,b.csv")).isTrue();
    }

    @Test
    void anOpenDateIsReadFromThePathAndMustExist() {
        PathPattern pattern = PathPattern.parse("{date}/{data_source}-{date:yyyy-MM-dd}.csv", null, "orders");

        assertThat(pattern.match("20240229/orders-2024-02-29.csv"))
                .hasValueSatisfying(match -> assertThat(match.date()).isEqualTo(LocalDate.of(2024, 2, 29)));
        assertThat(pattern.match("20230229/orders-2023-02-29.csv")).isEmpty();
        assertThat(pattern.match("20240228/orders-2024-02-29.csv")).isEmpty();
        assertThat(pattern.hasOpenDate()).isTrue();
    }

    @Test
    void aGivenDateIsPutIntoThePathSoThatOnlyItsFolderIsListed() {
        PathPattern pattern = PathPattern.parse("in/{date:yyyy/MM/dd}/*.csv", LocalDate.of(2025, 3, 4), null);

        assertThat(pattern.base()).isEqualTo("in/2025/03/04");
        assertThat(pattern).hasToString("in/2025/03/04/*.csv");
    }

    @Test
    void foldersThatCannotHoldAMatchAreNotEntered() {
        PathPattern pattern = PathPattern.parse("{date}/{orders,customers}/*.csv", null, null);

        assertThat(pattern.mayHold("20250323")).isTrue();
        assertThat(pattern.mayHold("20250323/orders")).isTrue();
        assertThat(pattern.mayHold("20250323/products")).isFalse();
        assertThat(pattern.mayHold("archive")).isFalse();
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> PathPattern.parse("{dat}/a.csv", null, null))
                .hasMessageContaining("INGOT-FILE-002: The path '{dat}/a.csv' is not a valid pattern.")
                .hasMessageContaining("{dat} is not a placeholder")
                .hasMessageContaining("Did you mean 'date'?");
        assertThatThrownBy(() -> PathPattern.parse("{data_source}.csv", null, null))
                .hasMessageContaining("{data_source} has no value");
        assertThatThrownBy(() -> PathPattern.parse("{date:dd.MM}.csv", null, null))
                .hasMessageContaining("'dd.MM' is not the form of a date");
        assertThatThrownBy(() -> PathPattern.parse("../a.csv", null, null))
                .hasMessageContaining("leaves the connection");
        assertThatThrownBy(() -> PathPattern.parse("a{b,c.csv", null, null)).hasMessageContaining("never closed");
        assertThatThrownBy(() -> PathPattern.parse(" ", null, null)).hasMessageContaining("it is empty");
    }
}
