package dev.ingot.postgres.internal;

import dev.ingot.api.table.Column;
import dev.ingot.api.warehouse.Rows;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** Reads results into {@link Rows}. Stateless. */
final class PostgresRows {

    private PostgresRows() {}

    static Rows read(ResultSet result, int limit) throws SQLException {
        List<Column> columns = PostgresTypes.columns(result.getMetaData());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            if (rows.size() == limit) {
                return new Rows(columns, rows, true);
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.add(value(result, i + 1, columns.get(i).type().toString()));
            }
            rows.add(row);
        }
        return new Rows(columns, rows, false);
    }

    private static @Nullable Object value(ResultSet result, int column, String type) throws SQLException {
        switch (type) {
            case "timestamp" -> {
                OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
                return time == null ? null : infinite(time, OffsetDateTime.MAX, OffsetDateTime.MIN, time.toInstant());
            }
            case "timestamp_ntz" -> {
                LocalDateTime time = result.getObject(column, LocalDateTime.class);
                return time == null ? null : infinite(time, LocalDateTime.MAX, LocalDateTime.MIN, time);
            }
            case "time" -> {
                return result.getString(column);
            }
            case "date" -> {
                LocalDate day = result.getObject(column, LocalDate.class);
                return day == null ? null : infinite(day, LocalDate.MAX, LocalDate.MIN, day);
            }
            default -> {
                return value(result.getObject(column));
            }
        }
    }

    /** The driver has the last and the first of Java's days for those that never come or always were. */
    private static Object infinite(Object read, Object last, Object first, Object value) {
        return read.equals(last) ? "infinity" : read.equals(first) ? "-infinity" : value;
    }

    private static @Nullable Object value(@Nullable Object raw) throws SQLException {
        if (raw == null
                || raw instanceof Boolean
                || raw instanceof Long
                || raw instanceof Double
                || raw instanceof BigDecimal
                || raw instanceof String
                || raw instanceof byte[]) {
            return raw;
        }
        if (raw instanceof Float number) {
            return number.doubleValue();
        }
        if (raw instanceof Number number) {
            return number.longValue();
        }
        if (raw instanceof Array array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                list.add(value(element));
            }
            return list;
        }
        if (raw instanceof Timestamp time) {
            return time.toLocalDateTime();
        }
        if (raw instanceof Date date) {
            return date.toLocalDate();
        }
        if (raw instanceof SQLXML xml) {
            return xml.getString();
        }
        return raw instanceof PGobject other ? other.getValue() : raw.toString();
    }
}
