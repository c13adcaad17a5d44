package dev.ingot.lake.load;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.util.List;
import java.util.Set;

/** Which type holds every value of two. */
final class Types {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "FLOAT",
            "DOUBLE");
    private static final List<Simple> INTEGERS =
            List.of(Simple.TINYINT, Simple.SMALLINT, Simple.INTEGER, Simple.BIGINT);

    private Types() {}

    static boolean isNumber(String duckType) {
        return NUMBERS.contains(duckType) || duckType.startsWith("DECIMAL");
    }

    static boolean isNested(String duckType) {
        return duckType.endsWith("]")
                || duckType.startsWith("STRUCT")
                || duckType.startsWith("MAP")
                || duckType.startsWith("UNION")
                || duckType.startsWith("VARIANT");
    }

    static boolean isInteger(DataType type) {
        return type instanceof Simple simple && INTEGERS.contains(simple);
    }

    /** Whether every value of {@code from} is the same value as {@code to}; text may be the value's text. */
    static boolean widens(DataType from, DataType to) {
        return from.equals(to) || wider(from, to).equals(to);
    }

    /** The smallest type that holds the values of both; text where nothing else does. */
    static DataType wider(DataType a, DataType b) {
        if (a.equals(b)) {
            return a;
        }
        if (isInteger(a) && isInteger(b)) {
            return INTEGERS.indexOf(a) > INTEGERS.indexOf(b) ? a : b;
        }
        if (isReal(a) && isReal(b)) {
            return Simple.DOUBLE;
        }
        if ((isReal(a) && isInteger(b)) || (isReal(b) && isInteger(a))) {
            return Simple.DOUBLE;
        }
        if (isExact(a) && isExact(b)) {
            int scale = Math.max(scale(a), scale(b));
            int digits = Math.max(precision(a) - scale(a), precision(b) - scale(b)) + scale;
            if (digits > 38) {
                return Simple.STRING;
            }
            return new Decimal(digits <= 18 ? 18 : 38, scale);
        }
        if ((isReal(a) && b instanceof Decimal decimal && decimal.precision() <= 15)
                || (isReal(b) && a instanceof Decimal other && other.precision() <= 15)) {
            return Simple.DOUBLE;
        }
        return Simple.STRING;
    }

    private static boolean isReal(DataType type) {
        return type == Simple.DOUBLE || type == Simple.FLOAT;
    }

    private static boolean isExact(DataType type) {
        return isInteger(type) || type instanceof Decimal;
    }

    private static int scale(DataType type) {
        return type instanceof Decimal decimal ? decimal.scale() : 0;
    }

    private static int precision(DataType type) {
        if (type instanceof Decimal decimal) {
            return decimal.precision();
        }
        return switch ((Simple) type) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            default -> 19;
        };
    }
}
