package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyTuple;
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
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's date, datetime, time and timedelta on java.time: attributes, methods, arithmetic, printing. */
final class Dates {

    private static final Duration DAY = Duration.ofDays(1);

    private Dates() {}

    static boolean isAware(Object value) {
        return value instanceof OffsetDateTime || value instanceof ZonedDateTime;
    }

    static Instant instant(Object value) {
        return value instanceof OffsetDateTime one ? one.toInstant() : ((ZonedDateTime) value).toInstant();
    }

    private static ZonedDateTime zoned(Object value) {
        return value instanceof OffsetDateTime one ? one.toZonedDateTime() : (ZonedDateTime) value;
    }

    /** Date and time as shown on the clock there. */
    static LocalDateTime local(Object value) {
        if (value instanceof LocalDateTime local) {
            return local;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        return value instanceof LocalTime time
                ? time.atDate(LocalDate.of(1900, 1, 1))
                : zoned(value).toLocalDateTime();
    }

    static String str(Object value) {
        if (value instanceof Duration duration) {
            return timedelta(duration);
        }
        return iso(value, " ", "auto");
    }

    private static String timedelta(Duration duration) {
        long days = Math.floorDiv(duration.toSeconds(), 86_400);
        long rest = Math.floorMod(duration.toSeconds(), 86_400L);
        int micros = duration.toNanosPart() / 1000;
        String clock = String.format("%d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
        String shown = micros == 0 ? clock : clock + String.format(".%06d", micros);
        return days == 0 ? shown : days + (Math.abs(days) == 1 ? " day, " : " days, ") + shown;
    }

    static String repr(Object value) {
        if (value instanceof Duration duration) {
            long days = Math.floorDiv(duration.toSeconds(), 86_400);
            long rest = Math.floorMod(duration.toSeconds(), 86_400L);
            int micros = duration.toNanosPart() / 1000;
            List<String> parts = new java.util.ArrayList<>();
            if (days != 0) {
                parts.add("days=" + days);
            }
            if (rest != 0) {
                parts.add("seconds=" + rest);
            }
            if (micros != 0) {
                parts.add("microseconds=" + micros);
            }
            return "datetime.timedelta(" + (parts.isEmpty() ? "0" : String.join(", ", parts)) + ")";
        }
        LocalDateTime local = local(value);
        String date = local.getYear() + ", " + local.getMonthValue() + ", " + local.getDayOfMonth();
        if (value instanceof LocalDate) {
            return "datetime.date(" + date + ")";
        }
        int micros = local.getNano() / 1000;
        String clock = local.getHour() + ", " + local.getMinute()
                + (local.getSecond() != 0 || micros != 0 ? ", " + local.getSecond() : "")
                + (micros != 0 ? ", " + micros : "");
        if (value instanceof LocalTime) {
            return "datetime.time(" + clock + ")";
        }
        String zone = !isAware(value)
                ? ""
                : ", tzinfo="
                        + (zoned(value).getOffset().getTotalSeconds() == 0
                                ? "datetime.timezone.utc"
                                : zoned(value).getZone().toString());
        return "datetime.datetime(" + date + ", " + clock + zone + ")";
    }

    private static String iso(Object value, String separator, String precision) {
        LocalDateTime local = local(value);
        String date = String.format("%04d-%02d-%02d", local.getYear(), local.getMonthValue(), local.getDayOfMonth());
        if (value instanceof LocalDate) {
            return date;
        }
        String minutes = String.format("%02d:%02d", local.getHour(), local.getMinute());
        String seconds = minutes + String.format(":%02d", local.getSecond());
        int micros = local.getNano() / 1000;
        String clock = switch (precision) {
            case "hours" -> minutes.substring(0, 2);
            case "minutes" -> minutes;
            case "seconds" -> seconds;
            case "milliseconds" -> seconds + String.format(".%03d", micros / 1000);
            case "microseconds" -> seconds + String.format(".%06d", micros);
            default -> micros == 0 ? seconds : seconds + String.format(".%06d", micros);
        };
        if (value instanceof LocalTime) {
            return clock;
        }
        return date + separator + clock + (isAware(value) ? offset(value, ":") : "");
    }

    private static String offset(Object value, String colon) {
        int seconds = zoned(value).getOffset().getTotalSeconds();
        int minutes = Math.abs(seconds) / 60;
        return (seconds < 0 ? "-" : "+") + String.format("%02d%s%02d", minutes / 60, colon, minutes % 60);
    }

    static Object add(Object left, Object right) {
        if (left instanceof Duration one && right instanceof Duration two) {
            return one.plus(two);
        }
        if (left instanceof Duration && right instanceof Temporal) {
            return add(right, left);
        }
        if (right instanceof Duration duration && !(left instanceof LocalTime)) {
            return shifted(left, duration);
        }
        throw Operators.unsupported("+", left, right);
    }

    private static Object shifted(Object value, Duration by) {
        if (value instanceof LocalDate date) {
            return date.plusDays(Math.floorDiv(by.toSeconds(), 86_400));
        }
        if (value instanceof ZonedDateTime zoned) {
            // Python moves the clock's hands; it does not count elapsed time over a change of the offset.
            return zoned.toLocalDateTime().plus(by).atZone(zoned.getZone());
        }
        return ((Temporal) value).plus(by);
    }

    static Object subtract(Object left, Object right) {
        if (right instanceof Duration two) {
            if (left instanceof Duration one) {
                return one.minus(two);
            }
            if (left instanceof LocalDate date) {
                return date.minusDays(Math.floorDiv(two.toSeconds(), 86_400));
            }
            return add(left, two.negated());
        }
        if (isAware(left) && isAware(right)) {
            return Duration.between(instant(right), instant(left));
        }
        boolean naive = left instanceof LocalDateTime && right instanceof LocalDateTime;
        boolean dates = left instanceof LocalDate && right instanceof LocalDate;
        if (naive || dates) {
            return Duration.between(local(right), local(left));
        }
        if (left instanceof LocalDateTime || right instanceof LocalDateTime) {
            throw new EvaluationException("can't subtract offset-naive and offset-aware datetimes");
        }
        throw Operators.unsupported("-", left, right);
    }

    private static BigDecimal micros(Duration duration) {
        return BigDecimal.valueOf(duration.toSeconds())
                .multiply(BigDecimal.valueOf(1_000_000))
                .add(BigDecimal.valueOf(duration.toNanosPart() / 1000));
    }

    private static Duration ofMicros(BigDecimal micros) {
        return Duration.of(micros.setScale(0, RoundingMode.HALF_EVEN).longValueExact(), ChronoUnit.MICROS);
    }

    /** timedelta times or divided by a number, or divided by another. */
    static Object scale(String operator, Object left, Object right) {
        if (operator.equals("*") && Types.isNumber(left)) {
            return scale(operator, right, left);
        }
        if (left instanceof Duration one && Types.isNumber(right)) {
            BigDecimal number = Numbers.toDecimal(right);
            switch (operator) {
                case "*" -> {
                    return ofMicros(micros(one).multiply(number));
                }
                case "/" -> {
                    return ofMicros(micros(one).divide(number, 6, RoundingMode.HALF_EVEN));
                }
                case "//" -> {
                    return ofMicros(micros(one).divide(number, 0, RoundingMode.FLOOR));
                }
                default -> throw Operators.unsupported(operator, left, right);
            }
        }
        if (left instanceof Duration one && right instanceof Duration two && !operator.equals("*")) {
            BigDecimal a = micros(one);
            BigDecimal b = micros(two);
            return operator.equals("/")
                    ? (Object) (a.doubleValue() / b.doubleValue())
                    : operator.equals("//")
                            ? (Object) a.divide(b, 0, RoundingMode.FLOOR).longValueExact()
                            : ofMicros(a.subtract(b.multiply(a.divide(b, 0, RoundingMode.FLOOR))));
        }
        throw Operators.unsupported(operator, left, right);
    }

    static @Nullable Object attribute(Object value, String name) {
        if (value instanceof Duration duration) {
            return ofDuration(duration, name);
        }
        LocalDateTime local = local(value);
        boolean hasDate = !(value instanceof LocalTime);
        boolean hasTime = !(value instanceof LocalDate);
        return switch (name) {
            case "year" -> hasDate ? (long) local.getYear() : null;
            case "month" -> hasDate ? (long) local.getMonthValue() : null;
            case "day" -> hasDate ? (long) local.getDayOfMonth() : null;
            case "hour" -> hasTime ? (long) local.getHour() : null;
            case "minute" -> hasTime ? (long) local.getMinute() : null;
            case "second" -> hasTime ? (long) local.getSecond() : null;
            case "microsecond" -> hasTime ? local.getNano() / 1000L : null;
            case "tzinfo" -> isAware(value) ? zoned(value).getZone().toString() : None.NONE;
            case "strftime" -> (Callable) a -> strftime(value, a.text(0, "format"));
            case "isoformat" -> (Callable) a -> iso(value, a.text(0, "sep", "T"), a.text(1, "timespec", "auto"));
            case "date" -> hasDate && hasTime ? (Callable) a -> local.toLocalDate() : null;
            case "time" -> hasDate && hasTime ? (Callable) a -> local.toLocalTime() : null;
            case "weekday" -> (Callable) a -> local.getDayOfWeek().getValue() - 1L;
            case "isoweekday" -> (Callable) a -> (long) local.getDayOfWeek().getValue();
            case "isocalendar" ->
                (Callable) a -> PyTuple.of(
                        local.get(IsoFields.WEEK_BASED_YEAR),
                        local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                        local.getDayOfWeek().getValue());
            case "toordinal" -> (Callable) a -> local.toLocalDate().toEpochDay() + 719_163;
            case "timestamp" -> hasTime ? (Callable) a -> timestamp(value) : null;
            case "astimezone" -> isAware(value) ? (Callable) a -> inZone(value, a.value(0, "tz", "UTC")) : null;
            case "utcoffset" ->
                (Callable) a -> isAware(value)
                        ? Duration.ofSeconds(zoned(value).getOffset().getTotalSeconds())
                        : None.NONE;
            case "replace" -> (Callable) a -> replaced(value, a);
            default -> null;
        };
    }

    private static @Nullable Object ofDuration(Duration duration, String name) {
        return switch (name) {
            case "days" -> Math.floorDiv(duration.toSeconds(), DAY.toSeconds());
            case "seconds" -> Math.floorMod(duration.toSeconds(), DAY.toSeconds());
            case "microseconds" -> duration.toNanosPart() / 1000L;
            case "total_seconds" -> (Callable) a -> micros(duration).doubleValue() / 1e6;
            default -> null;
        };
    }

    /** A naive datetime counts as UTC here: what a server's own zone is must not change what a template writes. */
    private static double timestamp(Object value) {
        Instant instant = isAware(value) ? instant(value) : local(value).toInstant(ZoneOffset.UTC);
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9))
                .doubleValue();
    }

    private static Object inZone(Object value, Object zone) {
        ZoneId id = zone instanceof ZoneId given ? given : ZoneId.of(dev.ingot.jinja.Values.print(zone));
        return instant(value).atZone(id);
    }

    private static Object replaced(Object value, Arguments a) {
        Temporal result = (Temporal) value;
        List<ChronoField> fields = List.of(
                ChronoField.YEAR,
                ChronoField.MONTH_OF_YEAR,
                ChronoField.DAY_OF_MONTH,
                ChronoField.HOUR_OF_DAY,
                ChronoField.MINUTE_OF_HOUR,
                ChronoField.SECOND_OF_MINUTE,
                ChronoField.MICRO_OF_SECOND);
        List<String> names = List.of("year", "month", "day", "hour", "minute", "second", "microsecond");
        for (int i = 0; i < names.size(); i++) {
            if (a.has(i, names.get(i))) {
                result = result.with(fields.get(i), a.number(i, names.get(i)));
            }
        }
        Object zone = a.named().get("tzinfo");
        if (zone == null || value instanceof LocalDate || value instanceof LocalTime) {
            return result;
        }
        LocalDateTime local = local(result);
        return zone instanceof None
                ? local
                : local.atZone(zone instanceof ZoneId id ? id : ZoneId.of(dev.ingot.jinja.Values.print(zone)));
    }

    static String strftime(Object value, String format) {
        return Strftime.format(local(value), format, isAware(value) ? zoned(value) : null);
    }

    /** {@code +0200}, {@code +02:00}. */
    static String offsetOf(ZonedDateTime value) {
        return offset(value, "");
    }
}
