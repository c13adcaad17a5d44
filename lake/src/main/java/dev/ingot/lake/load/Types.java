package dev.ingot.lake.load;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The engine's names for types, and which type holds every value of two. */
final class Types {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "FLOAT", "DOUBLE");
    private static final List<Simple> INTEGERS =
            List.of(Simple.TINYINT, Simple.SMALLINT, Simple.INTEGER, Simple.BIGINT);

    private Types() {}

    static String sql(DataType type) {
        if (type instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN -> "BOOLEAN";
                case TINYINT -> "TINYINT";
                case SMALLINT -> "SMALLINT";
                case INTEGER -> "INTEGER";
                case BIGINT -> "BIGINT";
                case FLOAT -> "FLOAT";
                case DOUBLE -> "DOUBLE";
                case STRING -> "VARCHAR";
                case BINARY -> "BLOB";
                case DATE -> "DATE";
                case TIMESTAMP -> "TIMESTAMPTZ";
            };
        }
        if (type instanceof Decimal decimal) {
            return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (type instanceof ListOf list) {
            return sql(list.element()) + "[]";
        }
        if (type instanceof MapOf map) {
            return "MAP(" + sql(map.key()) + ", " + sql(map.value()) + ")";
        }
        return ((Struct) type)
                .fields().stream()
                        .map(field -> Text.name(field.name()) + " " + sql(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    static boolean isNumber(String duckType) {
        return NUMBERS.contains(duckType) || duckType.startsWith("DECIMAL");
    }

    static boolean isNested(String duckType) {
        return duckType.endsWith("]") || duckType.startsWith("STRUCT") || duckType.startsWith("MAP")
                || duckType.startsWith("UNION") || duckType.startsWith("VARIANT");
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
        if (isReal(a) && isInteger(b) || isReal(b) && isInteger(a)) {
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
        if (isReal(a) && b instanceof Decimal decimal && decimal.precision() <= 15
                || isReal(b) && a instanceof Decimal other && other.precision() <= 15) {
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

    /** The type in which a table keeps what the engine calls {@code name}; text for what no table format holds. */
    static DataType of(String name) {
        return new TypeText(name).read();
    }

    /** Reads the engine's spelling of a type. */
    private static final class TypeText {
        private final String text;
        private int at;

        TypeText(String text) {
            this.text = text;
        }

        DataType read() {
            DataType type = base();
            while (at < text.length() && text.charAt(at) == '[') {
                at = text.indexOf(']', at) + 1;
                type = new ListOf(type);
            }
            return type;
        }

        private DataType base() {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            String word = text.substring(start, at);
            if (word.equals("DECIMAL")) {
                int close = text.indexOf(')', at);
                String[] parts = text.substring(at + 1, close).split(",");
                at = close + 1;
                return new Decimal(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
            }
            if (word.equals("STRUCT") && at < text.length() && text.charAt(at) == '(') {
                return struct();
            }
            if (word.equals("MAP") && at < text.length() && text.charAt(at) == '(') {
                at++;
                DataType key = read();
                skipComma();
                DataType value = read();
                at++;
                return new MapOf(key, value);
            }
            if (text.startsWith(" WITH TIME ZONE", at)) {
                at += " WITH TIME ZONE".length();
                return word.equals("TIMESTAMP") ? Simple.TIMESTAMP : Simple.STRING;
            }
            if (at < text.length() && text.charAt(at) == '(') {
                skipParentheses();
                return Simple.STRING;
            }
            return named(word);
        }

        private DataType struct() {
            at++;
            List<Field> fields = new java.util.ArrayList<>();
            while (text.charAt(at) != ')') {
                String name = fieldName();
                at++;
                fields.add(new Field(name, read()));
                skipComma();
            }
            at++;
            return new Struct(fields);
        }

        private String fieldName() {
            StringBuilder name = new StringBuilder();
            if (text.charAt(at) != '"') {
                int end = text.indexOf(' ', at);
                name.append(text, at, end);
                at = end;
                return name.toString();
            }
            at++;
            while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
                at += text.charAt(at) == '"' ? 1 : 0;
                name.append(text.charAt(at++));
            }
            at++;
            return name.toString();
        }

        private void skipComma() {
            while (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) == ' ')) {
                at++;
            }
        }

        private void skipParentheses() {
            int depth = 0;
            do {
                char c = text.charAt(at++);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            } while (depth > 0 && at < text.length());
        }

        private static DataType named(String word) {
            return switch (word) {
                case "BOOLEAN" -> Simple.BOOLEAN;
                case "TINYINT" -> Simple.TINYINT;
                case "SMALLINT", "UTINYINT" -> Simple.SMALLINT;
                case "INTEGER", "USMALLINT" -> Simple.INTEGER;
                case "BIGINT", "UINTEGER" -> Simple.BIGINT;
                case "UBIGINT" -> new Decimal(20, 0);
                case "HUGEINT", "UHUGEINT" -> new Decimal(38, 0);
                case "FLOAT" -> Simple.FLOAT;
                case "DOUBLE" -> Simple.DOUBLE;
                case "BLOB" -> Simple.BINARY;
                case "DATE" -> Simple.DATE;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Simple.TIMESTAMP;
                default -> Simple.STRING;
            };
        }
    }
}
