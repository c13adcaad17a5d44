package dev.ingot.models.internal.run;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * dbt's types of a seed's column: integer, number, date, timestamp, boolean, text, the first that every value fits. An
 * empty value and {@code null} are NULL. Beyond dbt, a whole number that is too large for {@code integer} makes the
 * column a {@code bigint} instead of failing. Stateless.
 */
final class SeedTypes {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?");
    private static final BigInteger INT = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private SeedTypes() {}

    /** The value as it is stored; null for NULL. */
    static @Nullable String value(String cell) {
        String plain = cell.strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() || plain.equals("null") ? null : cell;
    }

    /** The SQL type of a column with these values. */
    static String infer(List<@Nullable String> values) {
        if (all(values, text -> WHOLE.matcher(text).matches())) {
            BigInteger largest = values.stream()
                    .filter(java.util.Objects::nonNull)
                    .map(text -> new BigInteger(text.strip()).abs())
                    .max(BigInteger::compareTo)
                    .orElse(BigInteger.ZERO);
            if (largest.compareTo(INT) <= 0) {
                return "integer";
            }
            return largest.compareTo(LONG) <= 0 ? "bigint" : "decimal(38,0)";
        }
        if (all(values, text -> NUMBER.matcher(text).matches())) {
            return "double precision";
        }
        if (all(values, SeedTypes::isDate)) {
            return "date";
        }
        if (all(values, text -> TIMESTAMP.matcher(text).matches() || isDate(text))) {
            return "timestamp";
        }
        if (all(values, text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return "boolean";
        }
        return "varchar";
    }

    private static boolean isDate(String text) {
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        String[] parts = text.split("-");
        try {
            java.time.LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return true;
        } catch (java.time.DateTimeException e) {
            return false;
        }
    }

    private static boolean all(List<@Nullable String> values, Predicate<String> fits) {
        return values.stream().allMatch(value -> value == null || fits.test(value.strip()));
    }
}
