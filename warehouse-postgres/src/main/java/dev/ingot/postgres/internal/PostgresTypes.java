package dev.ingot.postgres.internal;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Between PostgreSQL's types and ours. What we have no exact name for keeps PostgreSQL's: a text with a length, a time of
 * whole seconds, json that is no jsonb. Stateless.
 */
final class PostgresTypes {

    private static final Map<String, DataType> NAMES = Map.ofEntries(
            Map.entry("boolean", Simple.BOOLEAN),
            Map.entry("smallint", Simple.SMALLINT),
            Map.entry("integer", Simple.INTEGER),
            Map.entry("bigint", Simple.BIGINT),
            Map.entry("real", Simple.FLOAT),
            Map.entry("double precision", Simple.DOUBLE),
            Map.entry("text", Simple.STRING),
            Map.entry("character varying", Simple.STRING),
            Map.entry("bytea", Simple.BINARY),
            Map.entry("date", Simple.DATE),
            Map.entry("time without time zone", Simple.TIME),
            Map.entry("timestamp with time zone", Simple.TIMESTAMP),
            Map.entry("timestamp without time zone", Simple.TIMESTAMP_NTZ),
            Map.entry("uuid", Simple.UUID),
            Map.entry("jsonb", Simple.JSON));

    /** The driver's short names, as the catalog spells them out. */
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("bool", "boolean"),
            Map.entry("int2", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("serial", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("bigserial", "bigint"),
            Map.entry("float4", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("varchar", "character varying"),
            Map.entry("bpchar", "character"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamp", "timestamp without time zone"),
            Map.entry("timetz", "time with time zone"),
            Map.entry("time", "time without time zone"));

    private static final Set<String> WITHOUT_EQUALITY =
            Set.of("json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle");

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");

    private PostgresTypes() {}

    /** @param name as {@code format_type} gives it */
    static DataType parse(String name) {
        Matcher numeric = NUMERIC.matcher(name);
        if (numeric.matches()) {
            int precision = Integer.parseInt(numeric.group(1));
            int scale = Integer.parseInt(numeric.group(2));
            return precision <= 38 && scale >= 0 && scale <= precision
                    ? new DataType.Decimal(precision, scale)
                    : new DataType.Native(name);
        }
        DataType known = NAMES.get(name);
        return known == null ? new DataType.Native(name) : known;
    }

    static String sql(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return "numeric(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (type instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN -> "boolean";
                case TINYINT, SMALLINT -> "smallint";
                case INTEGER -> "integer";
                case BIGINT -> "bigint";
                case FLOAT -> "real";
                case DOUBLE -> "double precision";
                case STRING -> "text";
                case BINARY -> "bytea";
                case DATE -> "date";
                case TIME -> "time without time zone";
                case TIMESTAMP -> "timestamp with time zone";
                case TIMESTAMP_NTZ -> "timestamp without time zone";
                case UUID -> "uuid";
                case JSON -> "jsonb";
            };
        }
        return type instanceof DataType.Native other ? other.name() : "jsonb";
    }

    static boolean comparable(DataType type) {
        return !(type instanceof DataType.Native other && WITHOUT_EQUALITY.contains(other.name()));
    }

    static List<Column> columns(ResultSetMetaData meta) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(Column.of(meta.getColumnLabel(i), parse(name(meta, i))));
        }
        return columns;
    }

    private static String name(ResultSetMetaData meta, int column) throws SQLException {
        String given = meta.getColumnTypeName(column);
        if (given.startsWith("_")) {
            return SHORT.getOrDefault(given.substring(1), given.substring(1)) + "[]";
        }
        String name = SHORT.getOrDefault(given, given);
        int precision = meta.getPrecision(column);
        return switch (name) {
            case "numeric" -> precision == 0 ? name : name + "(" + precision + "," + meta.getScale(column) + ")";
            case "character varying" ->
                precision == 0 || precision == Integer.MAX_VALUE ? name : name + "(" + precision + ")";
            case "character" -> name + "(" + precision + ")";
            default -> name;
        };
    }
}
