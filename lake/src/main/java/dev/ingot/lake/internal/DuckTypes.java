package dev.ingot.lake.internal;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Between DuckDB's types and those that a table can have. Types that a table does not have become the nearest one that
 * holds every value or fails loudly: unsigned integers the next larger signed one (UBIGINT decimal(20,0)); HUGEINT, the
 * type of a sum of integers, bigint (a value that does not fit is an error); UHUGEINT decimal(38,0); INTERVAL, ENUM, BIT,
 * a time with zone and the type of a bare null string; a timestamp of any unit one of microseconds (a value with
 * nanoseconds is an error); arrays lists. Inside of nested values TIME, UUID and JSON are text. Stateless.
 */
public final class DuckTypes {

    private DuckTypes() {}

    /** As DuckDB writes it. */
    public static String sql(DataType type) {
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
                case TIME -> "TIME";
                case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
                case TIMESTAMP_NTZ -> "TIMESTAMP";
                case UUID -> "UUID";
                case JSON -> "JSON";
            };
        }
        if (type instanceof DataType.Decimal decimal) {
            return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (type instanceof DataType.ListOf list) {
            return sql(list.element()) + "[]";
        }
        if (type instanceof DataType.MapOf map) {
            return "MAP(" + sql(map.key()) + ", " + sql(map.value()) + ")";
        }
        if (type instanceof DataType.Native other) {
            return other.name();
        }
        DataType.Struct struct = (DataType.Struct) type;
        return struct.fields().stream()
                .map(field -> Sql.id(field.name()) + " " + sql(field.type()))
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    static final String NULL = "\"NULL\"";

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

    /** Whether values of this type of DuckDB are numbers. */
    public static boolean isNumber(String duckType) {
        return NUMBERS.contains(duckType) || duckType.startsWith("DECIMAL");
    }

    public static boolean isNested(String duckType) {
        return duckType.endsWith("]")
                || duckType.startsWith("STRUCT")
                || duckType.startsWith("MAP")
                || duckType.startsWith("UNION")
                || duckType.startsWith("VARIANT");
    }

    /** Whether this is the type of a column in which nothing but null was written, so that it has no type. */
    public static boolean isNull(String duckType) {
        return duckType.equals(NULL);
    }

    /** The table type for a DuckDB type as DuckDB names it; empty where there is none. */
    public static Optional<DataType> parse(String duckType) {
        return given(duckType).map(DuckTypes::known);
    }

    /** The same, with {@link TypeLattice#UNKNOWN} where nothing but null was written. */
    public static Optional<DataType> given(String duckType) {
        Parser parser = new Parser(duckType);
        DataType type = parser.type();
        return type == null || !parser.atEnd() ? Optional.empty() : Optional.of(type);
    }

    /** The type of a column for such values: text where they do not say. */
    public static DataType known(DataType given) {
        if (given.equals(TypeLattice.UNKNOWN)) {
            return Simple.STRING;
        }
        if (given instanceof DataType.ListOf list) {
            return new DataType.ListOf(known(list.element()));
        }
        if (given instanceof DataType.MapOf map) {
            return new DataType.MapOf(known(map.key()), known(map.value()));
        }
        return given instanceof DataType.Struct struct
                ? new DataType.Struct(struct.fields().stream()
                        .map(field -> new DataType.Field(field.name(), known(field.type())))
                        .toList())
                : given;
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text.strip();
        }

        boolean atEnd() {
            return at >= text.length();
        }

        @org.jspecify.annotations.Nullable
        DataType type() {
            DataType type = base();
            while (type != null && !atEnd() && text.charAt(at) == '[') {
                int close = text.indexOf(']', at);
                if (close < 0) {
                    return null;
                }
                at = close + 1;
                type = new DataType.ListOf(inside(type));
            }
            return type;
        }

        @org.jspecify.annotations.Nullable
        private DataType base() {
            String word = name();
            if (peek('(')) {
                return switch (word.toUpperCase(Locale.ROOT)) {
                    case "DECIMAL" -> decimal();
                    case "STRUCT" -> struct();
                    case "MAP" -> map();
                    case "ENUM", "UNION", "VARCHAR" -> {
                        skipBrackets();
                        yield Simple.STRING;
                    }
                    default -> null;
                };
            }
            return simple(word.toUpperCase(Locale.ROOT));
        }

        @org.jspecify.annotations.Nullable
        private static DataType simple(String word) {
            return switch (word) {
                case "BOOLEAN" -> Simple.BOOLEAN;
                case "TINYINT" -> Simple.TINYINT;
                case "SMALLINT", "UTINYINT" -> Simple.SMALLINT;
                case "INTEGER", "USMALLINT" -> Simple.INTEGER;
                case "BIGINT", "UINTEGER", "HUGEINT" -> Simple.BIGINT;
                case "UBIGINT" -> new DataType.Decimal(20, 0);
                case "UHUGEINT" -> new DataType.Decimal(38, 0);
                case "FLOAT" -> Simple.FLOAT;
                case "DOUBLE" -> Simple.DOUBLE;
                case "BLOB" -> Simple.BINARY;
                case "DATE" -> Simple.DATE;
                case "TIME" -> Simple.TIME;
                case "TIMESTAMP WITH TIME ZONE" -> Simple.TIMESTAMP;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_US", "TIMESTAMP_NS" -> Simple.TIMESTAMP_NTZ;
                case "UUID" -> Simple.UUID;
                case "JSON" -> Simple.JSON;
                case "VARCHAR", "TIME_NS", "TIME WITH TIME ZONE", "INTERVAL", "BIT", "ENUM", "BIGNUM" -> Simple.STRING;
                case "NULL" -> TypeLattice.UNKNOWN;
                default -> null;
            };
        }

        private DataType decimal() {
            int close = text.indexOf(')', at);
            String[] parts = text.substring(at + 1, close).split(",");
            at = close + 1;
            return new DataType.Decimal(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
        }

        @org.jspecify.annotations.Nullable
        private DataType struct() {
            at++;
            List<DataType.Field> fields = new ArrayList<>();
            while (!atEnd() && !peek(')')) {
                String name = name(true);
                skipSpace();
                DataType type = type();
                if (type == null) {
                    return null;
                }
                fields.add(new DataType.Field(name, inside(type)));
                comma();
            }
            at++;
            return new DataType.Struct(fields);
        }

        @org.jspecify.annotations.Nullable
        private DataType map() {
            at++;
            DataType key = type();
            comma();
            DataType value = type();
            at++;
            return key == null || value == null ? null : new DataType.MapOf(inside(key), inside(value));
        }

        /** Delta has no such types, and only of a column can its metadata say what its text spells. */
        private static DataType inside(DataType type) {
            return ParquetOut.isText(type) ? Simple.STRING : type;
        }

        private String name() {
            return name(false);
        }

        private String name(boolean oneWord) {
            StringBuilder name = new StringBuilder();
            if (peek('"')) {
                at++;
                while (!atEnd()) {
                    char c = text.charAt(at++);
                    if (c != '"') {
                        name.append(c);
                    } else if (peek('"')) {
                        name.append('"');
                        at++;
                    } else {
                        break;
                    }
                }
                return name.toString();
            }
            while (!atEnd() && "([,)".indexOf(text.charAt(at)) < 0 && !(oneWord && text.charAt(at) == ' ')) {
                name.append(text.charAt(at++));
            }
            return name.toString().strip();
        }

        private void skipBrackets() {
            int depth = 0;
            boolean quoted = false;
            char quote = ' ';
            do {
                char c = text.charAt(at++);
                if (quoted) {
                    quoted = c != quote;
                } else if (c == '\'' || c == '"') {
                    quoted = true;
                    quote = c;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            } while (depth > 0 && !atEnd());
        }

        private boolean peek(char c) {
            return !atEnd() && text.charAt(at) == c;
        }

        private void skipSpace() {
            while (peek(' ')) {
                at++;
            }
        }

        private void comma() {
            if (peek(',')) {
                at++;
            }
            skipSpace();
        }
    }
}
