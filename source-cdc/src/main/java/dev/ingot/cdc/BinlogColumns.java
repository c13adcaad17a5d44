package dev.ingot.cdc;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The columns of a table as its database's catalog has them: how a select gives what the log would say. */
final class BinlogColumns {

    private BinlogColumns() {}

    /**
     * @param type null where the column cannot be read
     * @param sql an expression for its value
     * @param code of its type, as in {@link BinlogType}
     * @param computed whether the server works it out and does not log it
     * @param charset null where it is no text
     * @param collation null where it is no text
     */
    record CatalogColumn(
            String name,
            String declared,
            int code,
            @Nullable DataType type,
            String sql,
            boolean computed,
            @Nullable String charset,
            @Nullable String collation) {

        @Nullable
        Object value(ResultSet row, int index) throws SQLException {
            if (type == Simple.BINARY) {
                return row.getBytes(index);
            }
            String text = row.getString(index);
            if (text == null) {
                return null;
            }
            return type == Simple.FLOAT
                    ? Float.toString((float) Double.parseDouble(text))
                    : type == Simple.DOUBLE ? Double.toString(Double.parseDouble(text)) : text;
        }
    }

    static List<CatalogColumn> of(Connection sql, CapturedTable table) {
        return Server.rows(
                sql,
                "SELECT column_name, data_type, column_type, numeric_precision, numeric_scale, character_set_name,"
                        + " UPPER(extra) LIKE '%VIRTUAL%', collation_name FROM information_schema.columns"
                        + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
                BinlogColumns::column,
                table.schema(),
                table.name());
    }

    private static CatalogColumn column(ResultSet row) throws SQLException {
        String name = row.getString(1);
        String kind = row.getString(2).toLowerCase(Locale.ROOT);
        String declared = row.getString(3);
        int precision = row.getInt(4);
        int code = code(kind);
        String charset = row.getString(6);
        DataType type = code == BinlogType.UNKNOWN
                ? null
                : BinlogType.of(code, declared.contains("unsigned"), charset == null, precision, row.getInt(5));
        return new CatalogColumn(
                name,
                declared,
                code,
                type,
                sql(code, BinlogServer.id(name), precision),
                row.getBoolean(7),
                charset,
                row.getString(8));
    }

    private static String sql(int code, String name, int bits) {
        return switch (code) {
            case BinlogType.FLOAT, BinlogType.DOUBLE -> name + " * 1e0";
            case BinlogType.DATE, BinlogType.TIME2, BinlogType.DATETIME2, BinlogType.TIMESTAMP2, BinlogType.JSON ->
                "CAST(" + name + " AS CHAR)";
            case BinlogType.YEAR -> name + " + 0";
            case BinlogType.BIT -> "LPAD(BIN(" + name + " + 0), " + bits + ", '0')";
            default -> name;
        };
    }

    private static int code(String kind) {
        return switch (kind) {
            case "tinyint" -> BinlogType.TINY;
            case "smallint" -> BinlogType.SHORT;
            case "mediumint" -> BinlogType.INT24;
            case "int" -> BinlogType.LONG;
            case "bigint" -> BinlogType.LONGLONG;
            case "float" -> BinlogType.FLOAT;
            case "double" -> BinlogType.DOUBLE;
            case "decimal" -> BinlogType.NEWDECIMAL;
            case "date" -> BinlogType.DATE;
            case "datetime" -> BinlogType.DATETIME2;
            case "timestamp" -> BinlogType.TIMESTAMP2;
            case "time" -> BinlogType.TIME2;
            case "year" -> BinlogType.YEAR;
            case "bit" -> BinlogType.BIT;
            case "enum" -> BinlogType.ENUM;
            case "set" -> BinlogType.SET;
            case "json" -> BinlogType.JSON;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> BinlogType.VARCHAR;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BinlogType.BLOB;
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geomcollection" -> BinlogType.GEOMETRY;
            case "uuid" -> BinlogType.UUID;
            default -> BinlogType.UNKNOWN;
        };
    }

    static TableShape shape(CapturedTable table, List<CatalogColumn> columns) {
        return new TableShape(
                table.schema(),
                table.name(),
                columns.stream()
                        .map(column -> new ShapeColumn(
                                column.name(), column.type() == null ? Simple.STRING : column.type(), false))
                        .toList());
    }
}
