package dev.ingot.models.internal.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.jinja.Jinja;
import dev.ingot.jinja.TemplateException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is expected is what Jinja2 writes with Python's own dates. */
class TimeValueTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2024, 2, 9, 13, 5, 7);

    private static String rendered(String template) {
        return Jinja.standard()
                .parse("dates", template)
                .render(Map.of(
                        "day", TimeValue.of(LocalDate.of(2024, 2, 9)),
                        "day2", TimeValue.of(LocalDate.of(2024, 3, 1)),
                        "time", TimeValue.of(TIME.plusNanos(120_000)),
                        "utc", TimeValue.of(OffsetDateTime.of(TIME, ZoneOffset.UTC)),
                        "berlin", TimeValue.of(OffsetDateTime.of(TIME.plusHours(1), ZoneOffset.ofHours(1))),
                        "delta", new SpanValue(Duration.ofDays(2).plusHours(3).plusNanos(5000))));
    }

    @Test
    void aDateHasTheAttributesAndMethodsOfPythons() {
        assertThat(rendered("{{ day }} {{ day.year }} {{ day.month }} {{ day.day }} {{ day.isoformat() }}"
                        + " {{ day.weekday() }} {{ day.isoweekday() }} {{ [day] }} {{ day.replace(day=1) }}"
                        + " {{ day < day2 }} {{ day == day }} {{ day.toordinal() }} {{ [day2, day] | min }}"))
                .isEqualTo("2024-02-09 2024 2 9 2024-02-09 4 5 [datetime.date(2024, 2, 9)] 2024-02-01"
                        + " True True 738925 2024-02-09");
    }

    @Test
    void aDatetimeHasTheAttributesAndMethodsOfPythons() {
        assertThat(rendered("{{ time }} {{ time.hour }} {{ time.minute }} {{ time.second }} {{ time.microsecond }}"
                        + " {{ time.isoformat() }} {{ time.isoformat(' ') }} {{ time.date() }} {{ time.time() }}"
                        + " {{ [time] }} {{ time.replace(hour=0, minute=0) }}"))
                .isEqualTo("2024-02-09 13:05:07.000120 13 5 7 120 2024-02-09T13:05:07.000120"
                        + " 2024-02-09 13:05:07.000120 2024-02-09 13:05:07.000120"
                        + " [datetime.datetime(2024, 2, 9, 13, 5, 7, 120)] 2024-02-09 00:00:07.000120");
        assertThat(rendered("{{ utc }} {{ utc.isoformat() }} {{ [utc] }} {{ utc.timestamp() }}"))
                .isEqualTo("2024-02-09 13:05:07+00:00 2024-02-09T13:05:07+00:00"
                        + " [datetime.datetime(2024, 2, 9, 13, 5, 7, tzinfo=datetime.timezone.utc)] 1707483907.0");
    }

    @Test
    void strftimeWritesInTheLocaleOfC() {
        assertThat(rendered("{{ day.strftime('%d.%m.%y %A %a %B %b %j %U %W %u %w') }}"))
                .isEqualTo("09.02.24 Friday Fri February Feb 040 05 06 5 5");
        assertThat(
                        rendered(
                                "{{ time.strftime('%Y-%m-%dT%H:%M:%S.%f%z %I %p %y %%') }}"
                                        + " {{ time.strftime('%G-W%V %-d %-H') }} {{ '{:%Y}'.format(time) }} {{ utc.strftime('%z %Z') }}"))
                .isEqualTo("2024-02-09T13:05:07.000120 01 PM 24 % 2024-W06 9 13 2024 +0000 UTC");
    }

    @Test
    void timesAreMovedAndSubtracted() {
        assertThat(rendered("{{ delta }} {{ delta.days }} {{ delta.seconds }} {{ delta.total_seconds() }} {{ [delta] }}"
                        + " {{ delta * 2 }} {{ delta / 2 }} {{ -delta }} {{ delta > delta / 2 }}"
                        + " {{ delta / (delta / 4) }}"))
                .isEqualTo("2 days, 3:00:00.000005 2 10800 183600.000005"
                        + " [datetime.timedelta(days=2, seconds=10800, microseconds=5)] 4 days, 6:00:00.000010"
                        + " 1 day, 1:30:00.000002 -3 days, 20:59:59.999995 True 4.000000000021786");
        assertThat(rendered("{{ day + delta }} {{ delta + day }} {{ day - delta }} {{ time - delta }} {{ day2 - day }}"
                        + " {{ (day2 - day).days }} {{ time - time }} {{ 2 * (day2 - day) }}"))
                .isEqualTo("2024-02-11 2024-02-11 2024-02-07 2024-02-07 10:05:07.000115 21 days, 0:00:00 21 0:00:00"
                        + " 42 days, 0:00:00");
    }

    @Test
    void whatADateHasNotIsUndefined() {
        assertThat(rendered("{{ utc.tzinfo }} {{ day.tzinfo is defined }} {{ time.time().weekday is defined }}"
                        + " {{ day.utcoffset is defined }}"))
                .isEqualTo("UTC False False False");
    }

    @Test
    void momentsAreEqualWhateverTheirZones() {
        assertThat(rendered("{{ utc == berlin }} {{ utc in [berlin] }} {{ {utc: 1}[berlin] }} {{ utc <= berlin }}"
                        + " {{ berlin - utc }} {{ time == utc }} {{ day == time }}"))
                .isEqualTo("True True 1 True 0:00:00 False False");
    }

    @Test
    void valuesThatHaveNothingInCommonAreNotComparedOrAdded() {
        assertThatThrownBy(() -> rendered("{{ utc < time }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("can't compare offset-naive and offset-aware datetimes");
        assertThatThrownBy(() -> rendered("{{ utc - time }}"))
                .hasMessageContaining("can't subtract offset-naive and offset-aware datetimes");
        assertThatThrownBy(() -> rendered("{{ day < time }}"))
                .hasMessageContaining("can't compare datetime.date to datetime.datetime");
        assertThatThrownBy(() -> rendered("{{ day + 1 }}"))
                .hasMessageContaining("unsupported operand type(s) for +: 'datetime.date' and 'int'");
        assertThatThrownBy(() -> rendered("{{ day2 - time }}"))
                .hasMessageContaining("unsupported operand type(s) for -: 'datetime.date' and 'datetime.datetime'");
    }
}
