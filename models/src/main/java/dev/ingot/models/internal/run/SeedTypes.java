package dev.ingot.models.internal.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * dbt's types of a seed's column: integer, number, date, timestamp, boolean, text, the first that every value fits; numbers
 * that are all whole are integers. An empty value and {@code null} are NULL. Beyond dbt, a column gets a type that holds its
 * values: a whole number that is too large for {@code integer} makes it a {@code bigint}, a number that no double holds a
 * decimal or text. Stateless.
 */
final class SeedTypes {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}");
    private static final DateTimeFormatter SPACED =
            DateTimeFormatter.ofPattern("uuuu-M-d H:m:s", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 6, true)
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_DIGITS = 38;

    private SeedTypes() {}

    /** The value as it is stored; null for NULL. */
    static @Nullable String value(String cell) {
        String plain = cell.strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() || plain.equals("null") ? null : cell;
    }

    static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    static boolean isWhole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    /** The SQL type of a column with these values. */
    static String infer(List<@Nullable String> values) {
        if (all(values, text -> number(text).isPresent())) {
            return ofNumbers(values.stream()
                    .filter(Objects::nonNull)
                    .map(text -> new BigDecimal(text.strip()).stripTrailingZeros())
                    .toList());
        }
        if (all(values, SeedTypes::isDate)) {
            return "date";
        }
        if (all(values, text -> parsed(SPACED, text).isPresent())
                || all(values, text -> parsed(ISO, text).isPresent())) {
            return "timestamp";
        }
        if (all(values, text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return "boolean";
        }
        return "text";
    }

    private static String ofNumbers(List<BigDecimal> numbers) {
        int scale = numbers.stream().mapToInt(BigDecimal::scale).max().orElse(0);
        int whole = numbers.stream()
                .mapToInt(value -> value.precision() - value.scale())
                .max()
                .orElse(0);
        if (numbers.stream().allMatch(SeedTypes::isWhole)) {
            if (whole > MOST_DIGITS) {
                return "text";
            }
            int bits = numbers.stream()
                    .mapToInt(value -> value.toBigInteger().bitLength())
                    .max()
                    .orElse(0);
            return bits < Integer.SIZE ? "integer" : bits < Long.SIZE ? "bigint" : "decimal(38,0)";
        }
        if (numbers.stream().allMatch(SeedTypes::isDouble)) {
            return "double precision";
        }
        return Math.max(whole, 0) + scale <= MOST_DIGITS ? "decimal(" + MOST_DIGITS + "," + scale + ")" : "text";
    }

    private static boolean isDouble(BigDecimal value) {
        return isPrintedAs(value.doubleValue(), value);
    }

    /**
     * Whether a double, or a float, is this number again where it is printed with as many digits. (Java's own printing of
     * one depends on its version: before 19, 1e23 may come back as 9.999999999999999e22.)
     */
    static boolean isPrintedAs(double stored, BigDecimal value) {
        int digits = value.stripTrailingZeros().precision();
        return Double.isFinite(stored)
                && new BigDecimal(stored).round(new MathContext(digits)).compareTo(value) == 0;
    }

    /** A value of a column that was found to be of moments, as every engine reads it: in UTC, without a zone. */
    static String moment(String text) {
        return parsed(SPACED, text.strip())
                .or(() -> parsed(ISO, text.strip()))
                .map(moment -> moment.toString().replace('T', ' '))
                .orElse(text);
    }

    private static Optional<LocalDateTime> parsed(DateTimeFormatter notation, String text) {
        try {
            TemporalAccessor found = notation.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    found instanceof OffsetDateTime zoned
                            ? zoned.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
                            : (LocalDateTime) found);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isDate(String text) {
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        String[] parts = text.split("-");
        try {
            LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean all(List<@Nullable String> values, Predicate<String> fits) {
        return values.stream().allMatch(value -> value == null || fits.test(value.strip()));
    }
}
