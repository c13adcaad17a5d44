package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.lake.LakeError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** Reads results into {@link Rows}. A HUGEINT that is too large for a Long comes as BigDecimal. Stateless. */
final class RowReader {

    /** As the engine prints a time of day. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private static final String MIDNIGHT_AT_THE_END = "24:00:00";

    /** The driver makes days and moments of Java of those that never come or always were. */
    private static final Map<Temporal, String> INFINITE = Map.of(
            LocalDate.ofEpochDay(Integer.MAX_VALUE), "infinity",
            LocalDate.ofEpochDay(-Integer.MAX_VALUE), "-infinity",
            local(Long.MAX_VALUE), "infinity",
            local(-Long.MAX_VALUE), "-infinity",
            local(Long.MAX_VALUE).toInstant(ZoneOffset.UTC), "infinity",
            local(-Long.MAX_VALUE).toInstant(ZoneOffset.UTC), "-infinity");

    private RowReader() {}

    private static LocalDateTime local(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
    }

    private static Object finite(Temporal moment) {
        String infinite = INFINITE.get(moment);
        return infinite == null ? moment : infinite;
    }

    /** Column names and types; a type that no table can have is reported as string. */
    static List<Column> columns(ResultSetMetaData meta) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(Column.of(
                    meta.getColumnName(i), DuckTypes.parse(typeName(meta, i)).orElse(DataType.Simple.STRING)));
        }
        return columns;
    }

    /** The name of the type in DuckDB's spelling, without the quotes around NULL. */
    static String typeName(ResultSetMetaData meta, int column) throws SQLException {
        return meta.getColumnTypeName(column);
    }

    static Rows read(ResultSet result, int limit) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        List<Column> columns = columns(meta);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (next(result)) {
            if (rows.size() == limit) {
                return new Rows(columns, rows, true);
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.add(value(result, i + 1, columns.get(i).type()));
            }
            rows.add(row);
        }
        return new Rows(columns, rows, false);
    }

    /** The driver makes Java's values of nested ones as it fetches them. */
    private static boolean next(ResultSet result) throws SQLException {
        try {
            return result.next();
        } catch (DateTimeException noTimeOfJavas) {
            throw Problem.of(LakeError.SQL_TYPE, "A list, map or struct has the time 24:00:00, which cannot be shown.")
                    .fix("Cast its column to text: CAST(… AS VARCHAR).")
                    .toException();
        }
    }

    private static @Nullable Object value(ResultSet result, int column, DataType type) throws SQLException {
        if (type == DataType.Simple.TIMESTAMP_NTZ) {
            LocalDateTime time = result.getObject(column, LocalDateTime.class);
            return time == null ? null : finite(time);
        }
        if (type != DataType.Simple.TIME) {
            return value(result.getObject(column));
        }
        try {
            return value(result.getObject(column));
        } catch (DateTimeException noTimeOfJavas) {
            // The driver makes a LocalTime of a time of day, and of one alone it cannot.
            return MIDNIGHT_AT_THE_END;
        }
    }

    private static @Nullable Object value(@Nullable Object raw) throws SQLException {
        if (raw == null || raw instanceof Boolean || raw instanceof Long || raw instanceof Double) {
            return raw;
        }
        if (raw instanceof Byte || raw instanceof Short || raw instanceof Integer) {
            return ((Number) raw).longValue();
        }
        if (raw instanceof Float number) {
            return number.doubleValue();
        }
        if (raw instanceof BigInteger number) {
            return number.bitLength() < 64 ? (Object) number.longValue() : new BigDecimal(number);
        }
        if (raw instanceof OffsetDateTime time) {
            return finite(time.toInstant());
        }
        if (raw instanceof Timestamp time) {
            // Nested naive timestamps come as java.sql.Timestamp in the zone of the process.
            return finite(time.toLocalDateTime());
        }
        if (raw instanceof Blob blob) {
            return blob.getBytes(1, Math.toIntExact(blob.length()));
        }
        return nested(raw);
    }

    private static Object nested(Object raw) throws SQLException {
        if (raw instanceof Array array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                list.add(value(element));
            }
            return list;
        }
        if (raw instanceof List<?> elements) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : elements) {
                list.add(value(element));
            }
            return list;
        }
        if (raw instanceof DuckDBStruct struct) {
            return map(struct.getMap());
        }
        if (raw instanceof Struct struct) {
            throw Problem.of(LakeError.SQL_TYPE, "A struct of type " + struct.getSQLTypeName() + " cannot be shown.")
                    .toException();
        }
        if (raw instanceof Map<?, ?> map) {
            return map(map);
        }
        if (raw instanceof BigDecimal || raw instanceof String) {
            return raw;
        }
        if (raw instanceof LocalDate || raw instanceof LocalDateTime) {
            return finite((Temporal) raw);
        }
        if (raw instanceof LocalTime time) {
            return TIME.format(time);
        }
        return raw.toString();
    }

    private static Map<Object, @Nullable Object> map(Map<?, ?> raw) throws SQLException {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : raw.entrySet()) {
            Object key = value(entry.getKey());
            map.put(key == null ? "" : key, value(entry.getValue()));
        }
        return map;
    }
}
