package dev.ingot.cdc;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.util.List;

/** The columns of a table at one place of the log. */
record TableShape(String schema, String table, List<ShapeColumn> columns) {

    TableShape {
        columns = List.copyOf(columns);
    }

    /**
     * @param key whether it is part of what identifies a row
     */
    record ShapeColumn(String name, DataType type, boolean key) {
        Column column() {
            return Column.of(name, type);
        }
    }

    /**
     * The type for one of PostgreSQL's, by its number in {@code pg_type}. What no table can hold exactly (numbers of any
     * precision, intervals, times of day with a zone, arrays, ranges, enums and all others) is its text; so is json, which
     * may be what other readers of JSON refuse.
     *
     * @param modifier {@code atttypmod}: for numeric, precision and scale
     */
    static DataType type(int oid, int modifier) {
        return switch (oid) {
            case 16 -> Simple.BOOLEAN;
            case 17 -> Simple.BINARY;
            case 20 -> Simple.BIGINT;
            case 21 -> Simple.SMALLINT;
            case 23 -> Simple.INTEGER;
            case 700 -> Simple.FLOAT;
            case 701 -> Simple.DOUBLE;
            case 1082 -> Simple.DATE;
            case 1083 -> Simple.TIME;
            case 1114 -> Simple.TIMESTAMP_NTZ;
            case 1184 -> Simple.TIMESTAMP;
            case 1700 -> numeric(modifier);
            case 2950 -> Simple.UUID;
            case 3802 -> Simple.JSON;
            default -> Simple.STRING;
        };
    }

    private static DataType numeric(int modifier) {
        int precision = ((modifier - 4) >> 16) & 0xffff;
        int scale = (modifier - 4) & 0x7ff;
        // A scale above 1023 is a negative one; without a modifier the precision is not limited.
        boolean exact = modifier >= 4 && precision <= 38 && scale <= precision;
        return exact ? new DataType.Decimal(precision, scale) : Simple.STRING;
    }
}
