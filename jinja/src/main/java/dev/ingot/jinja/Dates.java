package dev.ingot.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python's date, datetime, time and timedelta on java.time: attributes, methods, arithmetic, printing. */
final class Dates {

    private static final long DAY = 86_400;

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

    private Dates() {}

    static boolean isAware(Object value) {
        return value instanceof OffsetDateTime || value instanceof ZonedDateTime;
    }

    static Instant instant(Object value) {
        return zoned(value).toInstant();
    }

    /** A naive value counts as UTC: what a server's own zone is must not change what a template writes. */
    static ZonedDateTime zoned(Object value) {
        if (value instanceof OffsetDateTime offset) {
            return offset.toZonedDateTime();
        }
        return value instanceof ZonedDateTime zoned ? zoned : local(value).atZone(ZoneOffset.UTC);
    }

    /** Date and time as shown on the clock there. */
    private static LocalDateTime local(Object value) {
        if (value instanceof LocalDateTime local) {
            return local;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (value instanceof LocalTime time) {
            return time.atDate(LocalDate.of(1900, 1, 1));
        }
        return value instanceof OffsetDateTime offset
                ? offset.toLocalDateTime()
                : ((ZonedDateTime) value).toLocalDateTime();
    }

    static String format(Object value, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(zoned(value));
    }

    static String str(Object value) {
        if (!(value instanceof Duration duration)) {
            return iso(value, " ", "auto");
        }
        long days = days(duration);
        LocalTime clock = LocalTime.MIDNIGHT.plus(duration);
        String shown = format(clock, isWholeSecond(clock) ? "H:mm:ss" : "H:mm:ss.SSSSSS");
        return days == 0 ? shown : days + (Math.abs(days) == 1 ? " day, " : " days, ") + shown;
    }

    private static boolean isWholeSecond(Temporal value) {
        return !value.isSupported(ChronoField.MICRO_OF_SECOND) || value.get(ChronoField.MICRO_OF_SECOND) == 0;
    }

    private static long days(Duration duration) {
        return Math.floorDiv(duration.toSeconds(), DAY);
    }

    private static long seconds(Duration duration) {
        return Math.floorMod(duration.toSeconds(), DAY);
    }

    static String repr(Object value) {
        if (value instanceof Duration duration) {
            String parts = Stream.of("days", "seconds", "microseconds")
                    .filter(name -> !Long.valueOf(0).equals(attribute(duration, name)))
                    .map(name -> name + "=" + attribute(duration, name))
                    .collect(Collectors.joining(", "));
            return "datetime.timedelta(" + (parts.isEmpty() ? "0" : parts) + ")";
        }
        Temporal temporal = (Temporal) value;
        List<Long> parts = new ArrayList<>();
        FIELDS.stream().filter(temporal::isSupported).forEach(field -> parts.add(temporal.getLong(field)));
        int least = value instanceof LocalDate ? 3 : parts.size() - 2;
        while (parts.size() > least && parts.get(parts.size() - 1) == 0) {
            parts.remove(parts.size() - 1);
        }
        String shown = parts.stream().map(String::valueOf).collect(Collectors.joining(", "));
        ZonedDateTime zoned = zoned(value);
        boolean utc = zoned.getOffset().getTotalSeconds() == 0;
        String zone = isAware(value) ? ", tzinfo=" + (utc ? "datetime.timezone.utc" : zoned.getZone()) : "";
        return Values.typeName(value) + "(" + shown + zone + ")";
    }

    private static String iso(Object value, String separator, String precision) {
        String clock = switch (precision) {
            case "hours" -> "HH";
            case "minutes" -> "HH:mm";
            case "seconds" -> "HH:mm:ss";
            case "milliseconds" -> "HH:mm:ss.SSS";
            case "microseconds" -> "HH:mm:ss.SSSSSS";
            default -> isWholeSecond((Temporal) value) ? "HH:mm:ss" : "HH:mm:ss.SSSSSS";
        };
        if (value instanceof LocalTime) {
            return format(value, clock);
        }
        String date = format(value, "uuuu-MM-dd");
        return value instanceof LocalDate
                ? date
                : date + separator + format(value, isAware(value) ? clock + "xxx" : clock);
    }

    static Object add(Object left, Object right) {
        if (left instanceof Duration one && right instanceof Duration two) {
            return one.plus(two);
        }
        if (left instanceof Duration && right instanceof Temporal) {
            return add(right, left);
        }
        if (!(right instanceof Duration by) || left instanceof LocalTime) {
            throw Operators.unsupported("+", left, right);
        }
        if (left instanceof LocalDate date) {
            return date.plusDays(days(by));
        }
        // Python moves the clock's hands; it does not count elapsed time over a change of the offset.
        return left instanceof ZonedDateTime zoned
                ? zoned.toLocalDateTime().plus(by).atZone(zoned.getZone())
                : ((Temporal) left).plus(by);
    }

    static Object subtract(Object left, Object right) {
        if (right instanceof Duration by && !(left instanceof LocalTime)) {
            return left instanceof LocalDate date ? date.minusDays(days(by)) : add(left, by.negated());
        }
        boolean same = left.getClass() == right.getClass() && !(left instanceof LocalTime);
        if (same || (isAware(left) && isAware(right))) {
            return Duration.between(zoned(right), zoned(left));
        }
        if (left instanceof LocalDateTime || right instanceof LocalDateTime) {
            throw new EvaluationException("can't subtract offset-naive and offset-aware datetimes");
        }
        throw Operators.unsupported("-", left, right);
    }

    private static BigDecimal micros(Duration duration) {
        return BigDecimal.valueOf(duration.toSeconds())
                .movePointRight(6)
                .add(BigDecimal.valueOf(duration.toNanosPart() / 1000));
    }

    private static Duration ofMicros(BigDecimal micros) {
        return Duration.of(micros.setScale(0, RoundingMode.HALF_EVEN).longValueExact(), ChronoUnit.MICROS);
    }

    /** timedelta times or divided by a number, or divided by another. */
    static Object scale(String operator, Object left, Object right) {
        boolean swapped = operator.equals("*") && right instanceof Duration;
        if (!((swapped ? right : left) instanceof Duration duration)) {
            throw Operators.unsupported(operator, left, right);
        }
        Object factor = swapped ? left : right;
        BigDecimal micros = micros(duration);
        if (Values.isNumber(factor)) {
            BigDecimal number = Numbers.toDecimal(factor);
            return switch (operator) {
                case "*" -> ofMicros(micros.multiply(number));
                case "/" -> ofMicros(micros.divide(number, 6, RoundingMode.HALF_EVEN));
                case "//" -> ofMicros(micros.divide(number, 0, RoundingMode.FLOOR));
                default -> throw Operators.unsupported(operator, left, right);
            };
        }
        if (swapped || !(factor instanceof Duration other)) {
            throw Operators.unsupported(operator, left, right);
        }
        BigDecimal divisor = micros(other);
        return switch (operator) {
            case "/" -> micros.doubleValue() / divisor.doubleValue();
            case "//" -> micros.divide(divisor, 0, RoundingMode.FLOOR).longValueExact();
            case "%" -> ofMicros(micros.subtract(divisor.multiply(micros.divide(divisor, 0, RoundingMode.FLOOR))));
            default -> throw Operators.unsupported(operator, left, right);
        };
    }

    static @Nullable Object attribute(Object value, String name) {
        if (value instanceof Duration duration) {
            return switch (name) {
                case "days" -> days(duration);
                case "seconds" -> seconds(duration);
                case "microseconds" -> duration.toNanosPart() / 1000L;
                case "total_seconds" -> (Callable) a -> micros(duration).doubleValue() / 1e6;
                default -> null;
            };
        }
        Temporal temporal = (Temporal) value;
        if (NAMES.contains(name)) {
            ChronoField field = FIELDS.get(NAMES.indexOf(name));
            return temporal.isSupported(field) ? temporal.getLong(field) : null;
        }
        LocalDateTime local = local(value);
        boolean hasDate = !(value instanceof LocalTime);
        boolean hasTime = !(value instanceof LocalDate);
        Callable function = switch (name) {
            case "strftime" -> a -> Strftime.format(value, a.text(0, "format"));
            case "isoformat" -> a -> iso(value, a.text(0, "sep", "T"), a.text(1, "timespec", "auto"));
            case "replace" -> a -> replaced(temporal, a);
            case "weekday" -> hasDate ? a -> local.getDayOfWeek().getValue() - 1 : null;
            case "isoweekday" -> hasDate ? a -> local.getDayOfWeek().getValue() : null;
            case "isocalendar" -> hasDate ? a -> isoCalendar(local) : null;
            case "toordinal" -> hasDate ? a -> local.toLocalDate().toEpochDay() + 719_163 : null;
            case "date" -> hasDate && hasTime ? a -> local.toLocalDate() : null;
            case "time" -> hasDate && hasTime ? a -> local.toLocalTime() : null;
            case "timestamp" -> hasDate && hasTime ? a -> timestamp(instant(value)) : null;
            case "astimezone" -> isAware(value) ? a -> instant(value).atZone(zone(a.value(0, "tz", "UTC"))) : null;
            case "utcoffset" -> hasTime ? a -> isAware(value) ? offset(zoned(value)) : None.NONE : null;
            default -> null;
        };
        boolean zone = hasTime && name.equals("tzinfo");
        return !zone ? function : isAware(value) ? zoneName(zoned(value)) : None.NONE;
    }

    private static Duration offset(ZonedDateTime time) {
        return Duration.ofSeconds(time.getOffset().getTotalSeconds());
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

    static String zoneName(ZonedDateTime time) {
        String id = time.getZone().getId();
        return id.equals("Z") ? "UTC" : time.getZone() instanceof ZoneOffset ? "UTC" + id : id;
    }

    private static ZoneId zone(Object zone) {
        return zone instanceof ZoneId given ? given : ZoneId.of(Values.print(zone));
    }

    private static Object replaced(Temporal value, Arguments a) {
        Temporal result = value;
        for (int i = 0; i < NAMES.size(); i++) {
            if (a.has(i, NAMES.get(i))) {
                result = result.with(FIELDS.get(i), a.number(i, NAMES.get(i)));
            }
        }
        Object zone = a.named().get("tzinfo");
        if (zone == null || value instanceof LocalDate || value instanceof LocalTime) {
            return result;
        }
        return zone instanceof None ? local(result) : local(result).atZone(zone(zone));
    }
}
