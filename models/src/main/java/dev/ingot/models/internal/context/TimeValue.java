package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Python's date, datetime and time: attributes, methods, arithmetic, printing.
 *
 * @param value LocalDate; LocalDateTime, or ZonedDateTime where the zone is known; LocalTime
 */
public record TimeValue(Temporal value) implements HostObject, Comparable<TimeValue> {

    private static final List<String> NAMES =
            List.of("year", "month", "day", "hour", "minute", "second", "microsecond");
    private static final List<ChronoField> FIELDS = List.of(
            ChronoField.YEAR,
            ChronoField.MONTH_OF_YEAR,
            ChronoField.DAY_OF_MONTH,
            ChronoField.HOUR_OF_DAY,
            ChronoField.MINUTE_OF_HOUR,
            ChronoField.SECOND_OF_MINUTE,
            ChronoField.MICRO_OF_SECOND);

    public TimeValue {
        value = value instanceof OffsetDateTime offset ? offset.toZonedDateTime() : value;
    }

    /** A value of the world outside. An instant is a datetime with a zone, as Python's drivers hand it to templates. */
    public static Object of(@Nullable Object cell) {
        if (cell instanceof Instant instant) {
            return new TimeValue(instant.atZone(ZoneOffset.UTC));
        }
        return cell instanceof Temporal temporal ? new TimeValue(temporal) : Values.of(cell);
    }

    boolean isAware() {
        return value instanceof ZonedDateTime;
    }

    /** A naive value counts as UTC: what a server's own zone is must not change what a template writes. */
    ZonedDateTime zoned() {
        return value instanceof ZonedDateTime zoned ? zoned : local().atZone(ZoneOffset.UTC);
    }

    /** Date and time as shown on the clock there. */
    private LocalDateTime local() {
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (value instanceof LocalTime time) {
            return time.atDate(LocalDate.of(1900, 1, 1));
        }
        return value instanceof ZonedDateTime zoned ? zoned.toLocalDateTime() : (LocalDateTime) value;
    }

    String shown(String pattern) {
        return shown(zoned(), pattern);
    }

    private static String shown(Temporal time, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }

    /** With microseconds if there are any. */
    static String clock(Temporal time, String seconds) {
        return shown(time, time.get(ChronoField.MICRO_OF_SECOND) == 0 ? seconds : seconds + ".SSSSSS");
    }

    private String iso(String separator, String precision) {
        String date = shown("uuuu-MM-dd");
        if (value instanceof LocalDate) {
            return date;
        }
        String clock = switch (precision) {
            case "hours" -> shown("HH");
            case "minutes" -> shown("HH:mm");
            case "seconds" -> shown("HH:mm:ss");
            case "milliseconds" -> shown("HH:mm:ss.SSS");
            case "microseconds" -> shown("HH:mm:ss.SSSSSS");
            default -> clock(zoned(), "HH:mm:ss");
        };
        return value instanceof LocalTime ? clock : date + separator + clock + (isAware() ? shown("xxx") : "");
    }

    @Override
    public @Nullable Object operate(String operator, Object other, boolean reflected) {
        if (other instanceof SpanValue by && !(value instanceof LocalTime)) {
            return operator.equals("+")
                    ? moved(by.value(), by.days())
                    : operator.equals("-") && !reflected ? moved(by.value().negated(), -by.days()) : null;
        }
        return operator.equals("-") && !reflected && other instanceof TimeValue time ? since(time) : null;
    }

    private TimeValue moved(Duration by, long days) {
        if (value instanceof LocalDate date) {
            return new TimeValue(date.plusDays(days));
        }
        // Python moves the clock's hands; it does not count elapsed time over a change of the offset.
        LocalDateTime moved = local().plus(by);
        return new TimeValue(value instanceof ZonedDateTime zoned ? moved.atZone(zoned.getZone()) : moved);
    }

    private @Nullable Object since(TimeValue other) {
        requireSameAwareness("subtract", other);
        boolean same = value.getClass() == other.value.getClass() && !(value instanceof LocalTime);
        return same ? new SpanValue(Duration.between(other.zoned(), zoned())) : null;
    }

    private void requireSameAwareness(String what, TimeValue other) {
        if (typeName().equals(other.typeName()) && isAware() != other.isAware()) {
            throw new EvaluationException("can't " + what + " offset-naive and offset-aware datetimes");
        }
    }

    @Override
    public @Nullable Object attribute(String name) {
        if (NAMES.contains(name)) {
            ChronoField field = FIELDS.get(NAMES.indexOf(name));
            return value.isSupported(field) ? value.getLong(field) : null;
        }
        boolean hasDate = !(value instanceof LocalTime);
        boolean hasTime = !(value instanceof LocalDate);
        LocalDateTime local = local();
        Callable method = switch (name) {
            case "strftime" -> a -> Strftime.format(this, a.text(0, "format"));
            case "isoformat" -> a -> iso(a.text(0, "sep", "T"), a.text(1, "timespec", "auto"));
            case "replace" -> this::replaced;
            case "weekday" -> hasDate ? a -> local.getDayOfWeek().getValue() - 1 : null;
            case "isoweekday" -> hasDate ? a -> local.getDayOfWeek().getValue() : null;
            case "isocalendar" -> hasDate ? a -> isoCalendar(local) : null;
            case "toordinal" -> hasDate ? a -> local.toLocalDate().toEpochDay() + 719_163 : null;
            case "date" -> hasDate && hasTime ? a -> new TimeValue(local.toLocalDate()) : null;
            case "time" -> hasDate && hasTime ? a -> new TimeValue(local.toLocalTime()) : null;
            case "timestamp" -> hasDate && hasTime ? a -> timestamp(zoned().toInstant()) : null;
            case "astimezone" ->
                isAware() ? a -> new TimeValue(zoned().withZoneSameInstant(zone(a.value(0, "tz", "UTC")))) : null;
            case "utcoffset" -> hasTime ? a -> isAware() ? offset() : None.NONE : null;
            default -> null;
        };
        return hasTime && name.equals("tzinfo") ? (isAware() ? zoneName() : None.NONE) : method;
    }

    private SpanValue offset() {
        return new SpanValue(Duration.ofSeconds(zoned().getOffset().getTotalSeconds()));
    }

    private static PyTuple isoCalendar(LocalDateTime time) {
        return PyTuple.of(
                time.get(IsoFields.WEEK_BASED_YEAR),
                time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                time.getDayOfWeek().getValue());
    }

    private static double timestamp(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9))
                .doubleValue();
    }

    String zoneName() {
        ZoneId zone = zoned().getZone();
        return zone.getId().equals("Z") ? "UTC" : (zone instanceof ZoneOffset ? "UTC" : "") + zone.getId();
    }

    static ZoneId zone(Object zone) {
        try {
            return zone instanceof ZoneId given ? given : ZoneId.of(Values.print(zone));
        } catch (DateTimeException e) {
            throw new EvaluationException("there is no time zone '" + Values.print(zone) + "'");
        }
    }

    private Object replaced(Arguments a) {
        Temporal result = value;
        for (int i = 0; i < NAMES.size(); i++) {
            if (a.has(i, NAMES.get(i))) {
                result = result.with(FIELDS.get(i), a.number(i, NAMES.get(i)));
            }
        }
        TimeValue replaced = new TimeValue(result);
        Object zone = a.named().get("tzinfo");
        if (zone == null || value instanceof LocalDate || value instanceof LocalTime) {
            return replaced;
        }
        return new TimeValue(
                zone instanceof None ? replaced.local() : replaced.local().atZone(zone(zone)));
    }

    @Override
    public int compareTo(TimeValue other) {
        requireSameAwareness("compare", other);
        if (!typeName().equals(other.typeName())) {
            throw new EvaluationException("can't compare " + typeName() + " to " + other.typeName());
        }
        return zoned().toInstant().compareTo(other.zoned().toInstant());
    }

    /** Moments are equal whatever their zones are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TimeValue time
                && typeName().equals(time.typeName())
                && isAware() == time.isAware()
                && zoned().toInstant().equals(time.zoned().toInstant());
    }

    @Override
    public int hashCode() {
        return zoned().toInstant().hashCode();
    }

    @Override
    public String typeName() {
        return value instanceof LocalDate
                ? "datetime.date"
                : value instanceof LocalTime ? "datetime.time" : "datetime.datetime";
    }

    @Override
    public String repr() {
        List<Long> parts = new ArrayList<>();
        FIELDS.stream().filter(value::isSupported).forEach(field -> parts.add(value.getLong(field)));
        int least = value instanceof LocalDate ? 3 : parts.size() - 2;
        while (parts.size() > least && parts.get(parts.size() - 1) == 0) {
            parts.remove(parts.size() - 1);
        }
        String zone = zoned().getOffset().getTotalSeconds() == 0 ? "datetime.timezone.utc" : zoneName();
        return parts.stream().map(String::valueOf).collect(Collectors.joining(", ", typeName() + "(", ""))
                + (isAware() ? ", tzinfo=" + zone : "") + ")";
    }

    @Override
    public String format(String spec) {
        return Strftime.format(this, spec);
    }

    @Override
    public String toString() {
        return iso(" ", "auto");
    }

    @Override
    public Object toJava() {
        return value;
    }
}
