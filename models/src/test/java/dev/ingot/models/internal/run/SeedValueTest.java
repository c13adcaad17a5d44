package dev.ingot.models.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | 1.0=1, 007=7, 1e2=100, -0=0, 2147483647=2147483647",
                "bigint | 9007199254740993=9007199254740993",
                "hugeint | 170141183460469231731687303715884105727=170141183460469231731687303715884105727",
                "utinyint | 255=255",
                "decimal(5,2) | 1.50=1.5, 1e2=100, 999.99=999.99",
                "numeric(3) | 12.0=12",
                "real | 0.1=0.1, 16777216=16777216, NaN=NaN, -Infinity=-Infinity",
                "double | 0.1234567890123456789=0.1234567890123456789, 1e23=1e23",
                "date | 2024-1-5=2024-1-5, 2024/01/05=2024/01/05, 2024-01-05T00:00:00Z=2024-01-05",
                "timestamp | 2024-01-05 10:00:00.1234560=2024-01-05 10:00:00.1234560, 2024-01-05 10:00Z=2024-01-05 10:00Z",
                "timestamp(3) | 2024-01-05 10:00:00.123000=2024-01-05 10:00:00.123000",
                "timestamptz | 2024-01-05 10:00+02=2024-01-05 10:00+02, 2024-01-05 10:00 Europe/Paris=2024-01-05 10:00 Europe/Paris",
                "time | 10:00:00.123456=10:00:00.123456",
                "varchar(3) | abc=abc, €€€=€€€",
                "text | 007=007",
                "hstore | a=>1=a=>1"
            })
    void keepsAValueExactly(String type, String values) {
        for (boolean postgres : List.of(false, true)) {
            for (String pair : values.split(", ")) {
                int at = pair.indexOf('=') == pair.length() - 1 ? pair.indexOf('=') : pair.indexOf('=', 1);
                String text = type.equals("hstore") ? "a=>1" : pair.substring(0, at);
                String kept = type.equals("hstore") ? "a=>1" : pair.substring(at + 1);
                assertThat(SeedValue.of(text, type, postgres)).as(text).hasValue(kept.strip());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | 1.5, 2147483648, abc, 1_000, 0x10, 1e-1, NaN, true",
                "tinyint | 128, -129",
                "utinyint | -1, 256",
                "decimal(5,2) | 1.555, 12345.00, abc, 1e4, Infinity",
                "numeric(3) | 1.5, 1000",
                "real | 16777217, 1e400, 1e-60, abc, 1_0",
                "double | 9007199254740993, 1e400, 1e-400",
                "date | 2024-01-05 10:00:00, 05/01/2024, 5/1/24, 2024-02-30, 10000-01-01, 0000-01-01, now, infinity",
                "timestamp | 2024-01-05 10:00:00.1234567, 2024-01-05 10:00:00+02, 2024-01-05 10:00:00 Europe/Paris, now",
                "timestamp(3) | 2024-01-05 10:00:00.1234",
                "timestamp_s | 2024-01-05 10:00:00.5",
                "timestamptz | 2024-01-05 10:00:00.1234567+02, today",
                "time | 10:00:00.1234567, 10:00:00+02",
                "interval | 1.1234567 seconds"
            })
    void refusesAValueThatTheTypeDoesNotHave(String type, String values) {
        for (boolean postgres : List.of(false, true)) {
            for (String text : values.split(", ")) {
                assertThat(SeedValue.of(text, type, postgres)).as(text).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "varchar(3), abcd, abcd,",
        "char(2), abc, abc,",
        "char, ab, ab,",
        "bit(3), 1010, 1010,",
        "numeric, 1.23456, , 1.23456",
        "float, 16777217, , 16777217"
    })
    void knowsInWhatTheEnginesDiffer(String type, String text, @Nullable String duckDb, @Nullable String postgres) {
        assertThat(SeedValue.of(text, type, false).orElse(null)).isEqualTo(duckDb);
        assertThat(SeedValue.of(text, type, true).orElse(null)).isEqualTo(postgres);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | 1 2",
                "integer | 1.0 3.00",
                "integer | 007 1e2",
                "bigint | 2147483648 1",
                "decimal(38,0) | 9223372036854775808",
                "text | 123456789012345678901234567890123456789012",
                "double precision | 1.5 1",
                "double precision | 1e-7",
                "decimal(38,19) | 0.1234567890123456789",
                "decimal(38,1) | 12345678901234567890.5",
                "text | 1e400 0.5",
                "date | 2024-1-5",
                "timestamp | 2024-01-05T10:00 2024-01-05T10:00:00.25 2024-01-05T10:00Z 2024-01-05T10:00:00+02:00",
                "text | 2024-01-05T10:00 2024-01-05",
                "text | 2024-01-05T10:00:00.1234567",
                "text | 2016-12-31T23:59:60",
                "boolean | true FALSE",
                "text | NaN 1"
            })
    void infersATypeThatHoldsTheValues(String type, String values) {
        assertThat(SeedTypes.infer(Arrays.asList(values.split(" ")))).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp | 2024-01-05 10:00:00, 2024-1-6 1:02:3",
                "text | 2024-01-05 10:00:00, 2024-01-06 10:00:00.5",
                "text | 2024-01-05 10:00",
                "text | 2024-01-05 10:00:00, 2024-01-05T10:00:00",
                "text | 2024-02-30 10:00:00"
            })
    void aMomentWithASpaceIsOneToTheSecondOnlyAsDbtHasIt(String type, String values) {
        assertThat(SeedTypes.infer(Arrays.asList(values.split(", ")))).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-1-6 1:02:3, 2024-01-06 01:02:03",
        "2024-01-05T10:00:00.25+02:00, 2024-01-05 08:00:00.250",
        "2024-01-05T10:00Z, 2024-01-05 10:00"
    })
    void aMomentIsBroughtToUtc(String written, String stored) {
        assertThat(SeedTypes.moment(written)).isEqualTo(stored);
    }
}
