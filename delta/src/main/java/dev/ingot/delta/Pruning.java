package dev.ingot.delta;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Leaves files out by their bounds. In doubt a file stays in. */
final class Pruning {

    private Pruning() {}

    static boolean mayMatch(DataFile file, Column column, ColumnRange range) {
        if (file.partitionValues().containsKey(column.name())) {
            return partitionMayMatch(file.partitionValues().get(column.name()), column.type(), range);
        }
        FileStats stats = file.stats();
        Long nulls = stats.nullCount().get(column.name());
        if (nulls != null && stats.rows() >= 0 && nulls >= stats.rows()) {
            return false;
        }
        return overlaps(stats.min().get(column.name()), stats.max().get(column.name()), range);
    }

    private static boolean partitionMayMatch(@Nullable String text, DataType type, ColumnRange range) {
        // Delta keeps a missing value as null, and older writers as an empty text.
        if (text == null || (text.isEmpty() && type != Simple.STRING)) {
            return false;
        }
        if (type == Simple.BOOLEAN) {
            return true;
        }
        Object value = StatsJson.value(TextNode.valueOf(text), type);
        return text.isEmpty() || overlaps(value, value, range);
    }

    private static boolean overlaps(@Nullable Object min, @Nullable Object max, ColumnRange range) {
        boolean below = range.min() != null && max != null && compare(max, range.min()) < 0;
        boolean above = range.max() != null && min != null && compare(min, range.max()) > 0;
        return !below && !above;
    }

    /** Zero where two values cannot be compared, which leaves the file in. */
    static int compare(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            if (a instanceof Double || b instanceof Double || a instanceof Float || b instanceof Float) {
                double x = a.doubleValue();
                double y = b.doubleValue();
                return x < y ? -1 : x > y ? 1 : 0;
            }
            return decimal(a).compareTo(decimal(b));
        }
        if (left instanceof String a && right instanceof String b) {
            // Bounds are made by the order of UTF-8 bytes, which is not that of Java's chars.
            return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        }
        if (left instanceof LocalDate a && right instanceof LocalDate b) {
            return a.compareTo(b);
        }
        if (left instanceof LocalDateTime a && right instanceof LocalDateTime b) {
            return a.compareTo(b);
        }
        return left instanceof Instant a && right instanceof Instant b ? a.compareTo(b) : 0;
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.valueOf(number.longValue());
    }
}
