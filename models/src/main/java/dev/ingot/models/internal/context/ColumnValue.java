package dev.ingot.models.internal.context;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * dbt's {@code Column}.
 *
 * @param dtype the type's name: in DuckDB with its parameters, in PostgreSQL without
 * @param size of a text
 * @param precision of a number, as PostgreSQL's catalog has it: digits, or bits
 */
public record ColumnValue(
        String name,
        String dtype,
        @Nullable Integer size,
        @Nullable Integer precision,
        @Nullable Integer scale) implements HostObject {

    private static final List<String> ATTRIBUTES = List.of(
            "name",
            "column",
            "quoted",
            "dtype",
            "data_type",
            "char_size",
            "numeric_precision",
            "numeric_scale",
            "is_string",
            "is_number",
            "is_numeric",
            "is_integer",
            "is_float",
            "string_size",
            "literal");
    private static final Set<String> INTEGERS = Set.of(
            "tinyint",
            "smallint",
            "integer",
            "bigint",
            "hugeint",
            "utinyint",
            "usmallint",
            "uinteger",
            "ubigint",
            "int",
            "int1",
            "int2",
            "int4",
            "int8",
            "smallserial",
            "serial",
            "bigserial",
            "serial2",
            "serial4",
            "serial8");
    private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "varchar");
    private static final Set<String> FLOATS = Set.of("real", "float", "float4", "float8", "double", "double precision");
    private static final Set<String> NUMERICS = Set.of("numeric", "decimal");
    private static final Pattern SIZED = Pattern.compile("(.*)\\((\\d+)\\)");
    private static final int ANY_SIZE = 256;

    /** @param adapter whose SQL names the type */
    public static ColumnValue of(Column column, String adapter) {
        return adapter.equals("postgres")
                ? postgres(column.name(), column.type())
                : new ColumnValue(column.name(), duckdb(column.type()), null, null, null);
    }

    private static ColumnValue postgres(String name, DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return new ColumnValue(name, "numeric", null, decimal.precision(), decimal.scale());
        }
        if (!(type instanceof DataType.Simple simple)) {
            Matcher sized = SIZED.matcher(type.toString());
            return sized.matches()
                    ? new ColumnValue(name, sized.group(1), Integer.valueOf(sized.group(2)), null, null)
                    : new ColumnValue(name, type.toString(), null, null, null);
        }
        return switch (simple) {
            case TINYINT, SMALLINT -> new ColumnValue(name, "smallint", null, Short.SIZE, 0);
            case INTEGER -> new ColumnValue(name, "integer", null, Integer.SIZE, 0);
            case BIGINT -> new ColumnValue(name, "bigint", null, Long.SIZE, 0);
            case FLOAT -> new ColumnValue(name, "real", null, 24, null);
            case DOUBLE -> new ColumnValue(name, "double precision", null, 53, null);
            case STRING -> plain(name, "text");
            case BINARY -> plain(name, "bytea");
            case TIME -> plain(name, "time without time zone");
            case TIMESTAMP -> plain(name, "timestamp with time zone");
            case TIMESTAMP_NTZ -> plain(name, "timestamp without time zone");
            case JSON -> plain(name, "jsonb");
            case BOOLEAN, DATE, UUID -> plain(name, type.toString());
        };
    }

    private static ColumnValue plain(String name, String dtype) {
        return new ColumnValue(name, dtype, null, null, null);
    }

    private static String duckdb(DataType type) {
        if (type instanceof DataType.ListOf list) {
            return duckdb(list.element()) + "[]";
        }
        if (type instanceof DataType.MapOf map) {
            return "MAP(" + duckdb(map.key()) + ", " + duckdb(map.value()) + ")";
        }
        if (type instanceof DataType.Struct struct) {
            return struct.fields().stream()
                    .map(field -> field.name() + " " + duckdb(field.type()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
        if (type == DataType.Simple.STRING) {
            return "VARCHAR";
        }
        if (type == DataType.Simple.TIMESTAMP) {
            return "TIMESTAMP WITH TIME ZONE";
        }
        if (type == DataType.Simple.TIMESTAMP_NTZ) {
            return "TIMESTAMP";
        }
        return type == DataType.Simple.BINARY ? "BLOB" : type.toString().toUpperCase(Locale.ROOT);
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        String type = dtype.toLowerCase(Locale.ROOT);
        return switch (attribute) {
            case "name", "column" -> name;
            case "quoted" -> '"' + name.replace("\"", "\"\"") + '"';
            case "dtype" -> dtype;
            case "data_type", "expanded_data_type" -> dataType();
            case "char_size" -> Values.of(size);
            case "numeric_precision" -> Values.of(precision);
            case "numeric_scale" -> Values.of(scale);
            case "is_string" -> (Callable) arguments -> TEXTS.contains(type);
            case "is_numeric" -> (Callable) arguments -> NUMERICS.contains(type);
            case "is_integer" -> (Callable) arguments -> INTEGERS.contains(type);
            case "is_float" -> (Callable) arguments -> FLOATS.contains(type);
            case "is_number" ->
                (Callable) arguments -> NUMERICS.contains(type) || INTEGERS.contains(type) || FLOATS.contains(type);
            case "string_size" -> (Callable) arguments -> (long) textSize();
            case "can_expand_to" ->
                (Callable) arguments -> TEXTS.contains(type)
                        && arguments.value(0, "other_column") instanceof ColumnValue other
                        && other.textSize() > textSize();
            case "literal" -> (Callable) arguments -> Values.print(arguments.value(0, "value")) + "::" + dataType();
            case "string_type" -> (Callable) ColumnValue::sized;
            default -> null;
        };
    }

    private int textSize() {
        return size == null ? ANY_SIZE : size;
    }

    /** As it stands in SQL. */
    public String dataType() {
        String type = dtype.toLowerCase(Locale.ROOT);
        if (TEXTS.contains(type)) {
            boolean unlimited = size == null && !type.equals("varchar") && !type.equals("character");
            return unlimited ? dtype : "character varying(" + textSize() + ")";
        }
        return precision == null || !NUMERICS.contains(type) ? dtype : dtype + "(" + precision + "," + scale + ")";
    }

    private static String sized(Arguments arguments) {
        return "character varying(" + Values.print(arguments.value(0, "size")) + ")";
    }

    /** {@code api.Column}: makes columns and names types. */
    static final class Type implements HostObject, Callable {
        @Override
        public Object call(Arguments arguments) {
            return new ColumnValue(
                    arguments.text(0, "column"),
                    arguments.text(1, "dtype"),
                    number(arguments, 2, "char_size"),
                    number(arguments, 3, "numeric_precision"),
                    number(arguments, 4, "numeric_scale"));
        }

        private static @Nullable Integer number(Arguments arguments, int position, String name) {
            Object given = arguments.value(position, name, None.NONE);
            return given == None.NONE ? null : Integer.valueOf(Values.print(given));
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "create" -> this;
                case "string_type" -> (Callable) ColumnValue::sized;
                case "translate_type" -> (Callable) arguments -> translate(arguments.text(0, "dtype"));
                case "numeric_type" ->
                    (Callable) arguments -> arguments.text(0, "dtype")
                            + "(" + Values.print(arguments.value(1, "precision")) + ","
                            + Values.print(arguments.value(2, "scale")) + ")";
                default -> null;
            };
        }

        private static String translate(String type) {
            return switch (type.toUpperCase(Locale.ROOT)) {
                case "STRING" -> "TEXT";
                default -> type;
            };
        }
    }

    @Override
    public Collection<String> attributeNames() {
        return ATTRIBUTES;
    }

    @Override
    public String typeName() {
        return "Column";
    }

    @Override
    public String toString() {
        return "<Column " + name + " (" + dataType() + ")>";
    }
}
