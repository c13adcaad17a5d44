package dev.ingot.sql.internal;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Native;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.table.TypeLattice.Fit;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How values of one type of a database fare in another: {@link TypeLattice}, and beside it the types that only the database
 * knows, by what they are made of. Pure.
 */
final class NativeTypes {

    private static final String TEXT = "text";
    private static final String NUMBER = "number";
    private static final String BYTES = "bytes";
    private static final String DATE = "date";
    private static final String LOCAL = "local";
    private static final String INSTANT = "instant";

    private static final Set<String> TEXTS =
            Set.of("character varying", "varchar", "character", "char", "bpchar", "citext", "name", TEXT);
    private static final Set<String> NUMBERS = Set.of(
            "numeric",
            "decimal",
            "integer",
            "hugeint",
            "uhugeint",
            "utinyint",
            "usmallint",
            "uinteger",
            "ubigint",
            "bignum");
    private static final Set<String> LOCALS = Set.of(
            "timestamp", "timestamp without time zone", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns");
    private static final Pattern SIZE = Pattern.compile("\\(([^)]*)\\)");
    private static final Pattern LENGTH =
            Pattern.compile("(character varying|varchar)\\((\\d+)\\)", Pattern.CASE_INSENSITIVE);

    private NativeTypes() {}

    /** What becomes of the values of {@code from} in a column of type {@code to}. */
    static Fit fit(DataType from, DataType to) {
        if (from.equals(to) || isLonger(from, to)) {
            return Fit.EXACT;
        }
        // A database reads '\\x41' as a byte.
        if (isText(from) && to == Simple.BINARY) {
            return Fit.NEVER;
        }
        // What an instant is to a time without a zone depends on the session.
        if (from == Simple.TIMESTAMP_NTZ && to == Simple.TIMESTAMP) {
            return Fit.NEVER;
        }
        if (!(from instanceof Native) && !(to instanceof Native)) {
            return TypeLattice.fit(from, to);
        }
        if (isList(from) && isList(to)) {
            return fit(element(from), element(to));
        }
        String one = family(from);
        String other = family(to);
        if (other.equals(TEXT) && !one.equals(BYTES)) {
            return one.equals(TEXT) || isSized(to) ? Fit.SOME : Fit.WRITTEN;
        }
        if (one.equals(TEXT)) {
            return Fit.SPELLED;
        }
        if (one.equals(DATE) && (other.equals(LOCAL) || other.equals(INSTANT))) {
            return Fit.EXACT;
        }
        boolean day = other.equals(DATE) && (one.equals(LOCAL) || one.equals(INSTANT));
        return day || one.equals(other) ? Fit.SOME : Fit.NEVER;
    }

    /** Whether both are texts with a most length, the second of which is larger. */
    private static boolean isLonger(DataType now, DataType given) {
        Matcher narrow = LENGTH.matcher(now.toString());
        Matcher wide = LENGTH.matcher(given.toString());
        return narrow.matches() && wide.matches() && Long.parseLong(narrow.group(2)) < Long.parseLong(wide.group(2));
    }

    static boolean isText(DataType type) {
        return family(type).equals(TEXT);
    }

    /**
     * Whether a value is the same in this type where it is written the same; of others it is where it comes back the same.
     * A text or a row of bits that was cut may come back as before: 'tru' is true.
     */
    static boolean isComparedAsText(DataType type) {
        return !isList(type) && !Set.of(NUMBER, BYTES, DATE, LOCAL, INSTANT).contains(family(type));
    }

    private static boolean isSized(DataType type) {
        return type instanceof Native && SIZE.matcher(type.toString()).find();
    }

    private static boolean isList(DataType type) {
        return type instanceof DataType.ListOf || type.toString().endsWith("]");
    }

    private static DataType element(DataType type) {
        String name = type.toString();
        return type instanceof DataType.ListOf list
                ? list.element()
                : DataType.parse(name.substring(0, name.lastIndexOf('[')))
                        .orElse(new Native(name.substring(0, name.lastIndexOf('['))));
    }

    private static String family(DataType type) {
        if (type instanceof Decimal) {
            return NUMBER;
        }
        if (type instanceof Simple simple) {
            return switch (simple) {
                case TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE -> NUMBER;
                case STRING -> TEXT;
                case BINARY -> BYTES;
                case TIME -> "time without time zone";
                case TIMESTAMP -> INSTANT;
                case TIMESTAMP_NTZ -> LOCAL;
                case JSON -> "jsonb";
                case BOOLEAN, DATE, UUID -> type.toString();
            };
        }
        String name = SIZE.matcher(type.toString().toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replaceAll("\\s+", " ")
                .strip();
        if (TEXTS.contains(name)) {
            return TEXT;
        }
        if (NUMBERS.contains(name)) {
            return NUMBER;
        }
        return LOCALS.contains(name) ? LOCAL : name.equals("timestamp with time zone") ? INSTANT : name;
    }
}
