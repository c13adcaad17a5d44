package dev.ingot.models.internal.context;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** dbt's {@code Column}. */
public record ColumnValue(String name, String dataType) implements HostObject {

    private static final List<String> ATTRIBUTES = List.of(
            "name",
            "column",
            "quoted",
            "dtype",
            "data_type",
            "is_string",
            "is_number",
            "is_numeric",
            "is_integer",
            "is_float",
            "string_size");
    private static final Set<String> INTEGERS = Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "INT");
    private static final Set<String> TEXTS = Set.of("VARCHAR", "TEXT", "STRING", "CHARACTER VARYING", "CHARACTER");
    private static final Set<String> FLOATS = Set.of("FLOAT", "DOUBLE", "REAL", "DOUBLE PRECISION");

    /** @param adapter whose SQL names the type */
    public static ColumnValue of(Column column, String adapter) {
        return new ColumnValue(
                column.name(), adapter.equals("postgres") ? postgres(column.type()) : duckdb(column.type()));
    }

    private static String postgres(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return "numeric(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (!(type instanceof DataType.Simple simple)) {
            return type.toString();
        }
        return switch (simple) {
            case TINYINT, SMALLINT -> "smallint";
            case FLOAT -> "real";
            case DOUBLE -> "double precision";
            case STRING -> "text";
            case BINARY -> "bytea";
            case TIME -> "time without time zone";
            case TIMESTAMP -> "timestamp with time zone";
            case TIMESTAMP_NTZ -> "timestamp without time zone";
            case JSON -> "jsonb";
            case BOOLEAN, INTEGER, BIGINT, DATE, UUID -> type.toString();
        };
    }

    private static String duckdb(DataType type) {
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
        String base = dataType.replaceAll("\\(.*", "").toUpperCase(Locale.ROOT);
        boolean text = TEXTS.contains(base);
        boolean numeric = base.equals("DECIMAL") || base.equals("NUMERIC");
        return switch (attribute) {
            case "name", "column" -> name;
            case "quoted" -> '"' + name.replace("\"", "\"\"") + '"';
            case "dtype" -> dataType.replaceAll("\\(.*", "");
            case "data_type", "expanded_data_type" -> dataType;
            case "char_size", "numeric_precision", "numeric_scale" -> None.NONE;
            case "is_string" -> (Callable) arguments -> text;
            case "is_numeric" -> (Callable) arguments -> numeric;
            case "is_integer" -> (Callable) arguments -> INTEGERS.contains(base);
            case "is_float" -> (Callable) arguments -> FLOATS.contains(base);
            case "is_number" -> (Callable) arguments -> numeric || INTEGERS.contains(base) || FLOATS.contains(base);
            case "string_size" -> (Callable) arguments -> 256L;
            case "can_expand_to" -> (Callable) arguments -> false;
            case "string_type" -> (Callable) arguments -> "varchar";
            default -> null;
        };
    }

    /** {@code api.Column}: makes columns and names types. */
    static final class Type implements HostObject, Callable {
        @Override
        public Object call(dev.ingot.jinja.Arguments arguments) {
            return new ColumnValue(arguments.text(0, "column"), arguments.text(1, "dtype"));
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "create" -> this;
                case "string_type" -> (Callable) arguments -> "varchar";
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
        return "<Column " + name + " (" + dataType + ")>";
    }
}
