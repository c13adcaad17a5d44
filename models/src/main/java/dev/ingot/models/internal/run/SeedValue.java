package dev.ingot.models.internal.run;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a seed's value as a value of its column's type, exactly: engines round a number, cut a text and drop a zone in
 * a cast. Of types that are not known here the engine decides. Stateless.
 */
final class SeedValue {

    private static final Pattern TYPE = Pattern.compile(
            "([a-z][a-z0-9_ ]*?)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?( with(?:out)? time zone)?");
    private static final Pattern DATE = Pattern.compile("(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2})");
    private static final Pattern TIME = Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.(\\d*))?)?");
    private static final Pattern ZONE = Pattern.compile("Z|[+-]\\d{2}(?::?\\d{2})?|[A-Za-z][A-Za-z_/+-]*\\d*");
    private static final Pattern UTC = Pattern.compile("Z|UTC|[+-]00(?::?00)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FRACTION = Pattern.compile("\\.(\\d+)");

    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("tinyint", 8),
            Map.entry("int1", 8),
            Map.entry("smallint", 16),
            Map.entry("int2", 16),
            Map.entry("short", 16),
            Map.entry("integer", 32),
            Map.entry("int", 32),
            Map.entry("int4", 32),
            Map.entry("signed", 32),
            Map.entry("bigint", 64),
            Map.entry("int8", 64),
            Map.entry("long", 64),
            Map.entry("hugeint", 128),
            Map.entry("int128", 128),
            Map.entry("utinyint", 8),
            Map.entry("usmallint", 16),
            Map.entry("uinteger", 32),
            Map.entry("ubigint", 64),
            Map.entry("uhugeint", 128));

    private SeedValue() {}

    /**
     * @param text not null, as it stands in the file
     * @param type as {@code column_types} has it
     * @param postgres whether the engine is PostgreSQL, else DuckDB
     * @return what the engine is to cast; empty where no value of the type is this one
     */
    static Optional<String> of(String text, String type, boolean postgres) {
        Matcher named = TYPE.matcher(type.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (!named.matches()) {
            return Optional.of(text);
        }
        String name = named.group(1) + (named.group(4) == null ? "" : named.group(4));
        @Nullable Integer first = number(named.group(2));
        @Nullable Integer second = number(named.group(3));
        String plain = text.strip();
        Integer bits = BITS.get(name);
        if (bits != null) {
            return whole(plain, bits, name.startsWith("u"));
        }
        return switch (name) {
            case "decimal", "numeric", "dec" -> decimal(plain, first, second, postgres);
            case "real", "float4" -> real(plain, true);
            case "float" -> real(plain, !postgres || (first != null && first <= 24));
            case "double", "double precision", "float8" -> real(plain, false);
            case "date" -> date(plain);
            case "timestamp", "timestamp without time zone", "datetime", "timestamp_us" ->
                timestamp(plain, first, 6, false);
            case "timestamp_s" -> timestamp(plain, null, 0, false);
            case "timestamp_ms" -> timestamp(plain, null, 3, false);
            case "timestamp_ns" -> timestamp(plain, null, 9, false);
            case "timestamptz", "timestamp with time zone" -> timestamp(plain, first, 6, true);
            case "time", "time without time zone" -> time(plain, first, false);
            case "timetz", "time with time zone" -> time(plain, first, true);
            case "interval" -> kept(text, !lost(FRACTION.matcher(plain), 6));
            case "char", "character", "bpchar" ->
                kept(
                        text,
                        !postgres || fits(text, first == null && !name.equals("bpchar") ? Integer.valueOf(1) : first));
            // DuckDB knows no length of a text and keeps all of it.
            case "varchar", "character varying" -> kept(text, !postgres || fits(text, first));
            case "bit" -> kept(plain, !postgres || plain.length() == (first == null ? 1 : first));
            case "bit varying", "varbit" -> kept(plain, !postgres || fits(plain, first));
            default -> Optional.of(text);
        };
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    private static Optional<String> kept(String text, boolean same) {
        return same ? Optional.of(text) : Optional.empty();
    }

    private static boolean fits(String text, @Nullable Integer length) {
        return length == null || text.codePointCount(0, text.length()) <= length;
    }

    private static Optional<String> whole(String text, int bits, boolean unsigned) {
        return SeedTypes.number(text)
                .filter(SeedTypes::isWhole)
                .map(BigDecimal::toBigInteger)
                .filter(value -> unsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits)
                .map(Object::toString);
    }

    /** DuckDB's decimal without digits has 18, 3 of them after the point; PostgreSQL's has as many as there are. */
    private static Optional<String> decimal(
            String text, @Nullable Integer precision, @Nullable Integer scale, boolean postgres) {
        if (precision == null && postgres) {
            return Optional.of(text);
        }
        int digits = precision == null ? 18 : precision;
        int places = precision == null ? 3 : scale == null ? 0 : scale;
        return SeedTypes.number(text)
                .map(BigDecimal::stripTrailingZeros)
                .filter(value -> value.scale() <= places && value.precision() - value.scale() <= digits - places)
                .map(BigDecimal::toPlainString);
    }

    /** A fraction is the nearest that there is, as the type says; a whole number must be the same. */
    private static Optional<String> real(String text, boolean single) {
        if (NOT_FINITE.matcher(text).matches()) {
            return Optional.of(text);
        }
        return SeedTypes.number(text)
                .filter(value -> {
                    double stored = single ? value.floatValue() : value.doubleValue();
                    if (!Double.isFinite(stored) || (stored == 0 && value.signum() != 0)) {
                        return false;
                    }
                    return !SeedTypes.isWhole(value) || SeedTypes.isPrintedAs(stored, value);
                })
                .map(value -> text);
    }

    private static Optional<String> date(String text) {
        int space = daysEnd(text);
        String rest = text.substring(space).replaceFirst("^[T ]", "");
        boolean midnight = rest.isEmpty() || rest.matches("00:00(:00(\\.0*)?)?(Z|[+]00(:?00)?)?");
        return kept(text.substring(0, space), midnight && isDay(text.substring(0, space)));
    }

    private static int daysEnd(String text) {
        int space = 0;
        while (space < text.length() && text.charAt(space) != ' ' && text.charAt(space) != 'T') {
            space++;
        }
        return space;
    }

    private static boolean isDay(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return false;
        }
        try {
            int year = Integer.parseInt(date.group(1));
            LocalDate.of(year, Integer.parseInt(date.group(3)), Integer.parseInt(date.group(4)));
            return year > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<String> timestamp(String text, @Nullable Integer given, int most, boolean zoned) {
        int end = daysEnd(text);
        if (!isDay(text.substring(0, end))) {
            return Optional.empty();
        }
        String rest = text.substring(end).replaceFirst("^[T ]", "");
        return kept(text, rest.isEmpty() || isTime(rest, given == null ? most : Math.min(most, given), zoned));
    }

    private static Optional<String> time(String text, @Nullable Integer places, boolean zoned) {
        return kept(text, isTime(text, places == null ? 6 : places, zoned));
    }

    /** A column without a zone takes UTC's only: another one would be dropped. */
    private static boolean isTime(String text, int places, boolean zoned) {
        Matcher time = TIME.matcher(text);
        if (!time.lookingAt() || lost(time.group(1), places)) {
            return false;
        }
        String zone = text.substring(time.end()).strip();
        return zone.isEmpty() || (zoned ? ZONE : UTC).matcher(zone).matches();
    }

    private static boolean lost(Matcher fraction, int places) {
        return fraction.find() && lost(fraction.group(1), places);
    }

    private static boolean lost(@Nullable String fraction, int places) {
        return fraction != null && fraction.replaceFirst("0+$", "").length() > places;
    }
}
