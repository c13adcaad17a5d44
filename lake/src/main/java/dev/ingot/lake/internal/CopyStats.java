package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.FileStats;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row of {@code COPY … (RETURN_STATS)}: filename, count, file_size_bytes, column_statistics (a map from the
 * quoted column to a map of texts), partition_keys. Bounds that are inexact, infinite or before the year 1, and those of
 * columns with NaN, are left out: unknown is always right. Stateless.
 */
final class CopyStats {

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendOffset("+HH:mm", "+00")
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter DELTA_TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private CopyStats() {}

    static NewFile read(ResultSet row, TableSchema schema, List<String> partitionColumns) throws SQLException {
        Path file = Path.of(row.getString(1));
        long rows = row.getLong(2);
        long size = row.getLong(3);
        Map<?, ?> statistics = map(row.getObject(5));
        Map<String, @Nullable String> partition = partition(map(row.getObject(6)), schema, partitionColumns);
        return new NewFile(file, size, partition, stats(rows, statistics, schema));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static FileStats stats(long rows, Map<?, ?> statistics, TableSchema schema) {
        Map<String, Object> min = new LinkedHashMap<>();
        Map<String, Object> max = new LinkedHashMap<>();
        Map<String, Long> nulls = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            Map<?, ?> own = map(statistics.get(Sql.id(column.name())));
            boolean nested = !(column.type() instanceof Simple || column.type() instanceof DataType.Decimal);
            if (own.isEmpty() || nested) {
                continue;
            }
            if (own.get("null_count") != null) {
                nulls.put(column.name(), Long.valueOf(String.valueOf(own.get("null_count"))));
            }
            if ("true".equals(own.get("has_nan"))) {
                continue;
            }
            bound(own, "min", column.type()).ifPresent(value -> min.put(column.name(), value));
            bound(own, "max", column.type()).ifPresent(value -> max.put(column.name(), value));
        }
        return new FileStats(rows, min, max, nulls);
    }

    private static Optional<Object> bound(Map<?, ?> statistics, String which, DataType type) {
        Object text = statistics.get(which);
        if (text == null || !"true".equals(statistics.get(which + "_is_exact"))) {
            return Optional.empty();
        }
        return value(String.valueOf(text), type);
    }

    private static Optional<Object> value(String text, DataType type) {
        if (type instanceof DataType.Decimal) {
            return Optional.of(new BigDecimal(text));
        }
        if (!(type instanceof Simple simple)) {
            return Optional.empty();
        }
        return switch (simple) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> Optional.of(Long.valueOf(text));
            case FLOAT, DOUBLE -> finite(text);
            case STRING, TIME, UUID, JSON -> Optional.of(text);
            case DATE -> date(text);
            case TIMESTAMP -> timestamp(text);
            case TIMESTAMP_NTZ -> local(text);
            case BOOLEAN, BINARY -> Optional.empty();
        };
    }

    private static Optional<Object> finite(String text) {
        if (text.endsWith("inf") || text.endsWith("nan")) {
            return Optional.empty();
        }
        return Optional.of(Double.valueOf(text));
    }

    private static Optional<Object> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> timestamp(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, TIMESTAMP).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> local(String text) {
        return timestamp(text + "+00").map(instant -> LocalDateTime.ofInstant((Instant) instant, ZoneOffset.UTC));
    }

    private static Map<String, @Nullable String> partition(
            Map<?, ?> keys, TableSchema schema, List<String> partitionColumns) {
        Map<String, Object> byName = new HashMap<>();
        keys.forEach((name, value) -> {
            if (value != null) {
                byName.put(String.valueOf(name).toLowerCase(Locale.ROOT), value);
            }
        });
        Map<String, @Nullable String> partition = new LinkedHashMap<>();
        for (String name : partitionColumns) {
            Object value = byName.get(name.toLowerCase(Locale.ROOT));
            DataType type = schema.find(name).orElseThrow().type();
            partition.put(name, value == null ? null : partitionText(name, String.valueOf(value), type));
        }
        return partition;
    }

    private static String partitionText(String column, String value, DataType type) {
        if (value.isEmpty()) {
            throw Problem.of(LakeError.EMPTY_PARTITION, "The partition column '" + column + "' has an empty text.")
                    .fix("Use NULLIF(" + Sql.id(column) + ", '') or another text.")
                    .toException();
        }
        if (type != Simple.TIMESTAMP && type != Simple.TIMESTAMP_NTZ) {
            return value;
        }
        Object instant =
                timestamp(type == Simple.TIMESTAMP ? value : value + "+00").orElse(null);
        return instant == null
                ? value
                : LocalDateTime.ofInstant((Instant) instant, ZoneOffset.UTC).format(DELTA_TIMESTAMP);
    }
}
