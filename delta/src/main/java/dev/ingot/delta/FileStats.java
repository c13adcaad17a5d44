package dev.ingot.delta;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a file's rows without reading it. Columns that are missing from a map are unknown. Values are
 * {@code Long} for the whole numbers, {@code Double} for float and double, {@code BigDecimal}, {@code String},
 * {@code LocalDate} and {@code Instant}; booleans, binaries and nested columns have no bounds. When written, any
 * {@code Number} is accepted.
 *
 * <p>Bounds of strings may be shortened (the lower one down, the upper one up), and bounds of timestamps are rounded
 * outwards to milliseconds: they bound the values but need not be among them.
 *
 * @param rows −1 where unknown
 * @param min no value of the column is smaller
 * @param max no value of the column is larger
 * @param nullCount how many rows have no value
 */
public record FileStats(long rows, Map<String, Object> min, Map<String, Object> max, Map<String, Long> nullCount) {

    /** Nothing is known. */
    public static final FileStats UNKNOWN = new FileStats(-1, Map.of(), Map.of(), Map.of());

    public FileStats {
        min = Collections.unmodifiableMap(new LinkedHashMap<>(min));
        max = Collections.unmodifiableMap(new LinkedHashMap<>(max));
        nullCount = Collections.unmodifiableMap(new LinkedHashMap<>(nullCount));
    }

    /** Only the number of rows is known. */
    public static FileStats ofRows(long rows) {
        return new FileStats(rows, Map.of(), Map.of(), Map.of());
    }
}
