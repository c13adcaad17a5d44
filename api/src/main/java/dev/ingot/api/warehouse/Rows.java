package dev.ingot.api.warehouse;

import dev.ingot.api.table.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small result, in memory. Values are {@code Boolean}, {@code Long}, {@code Double}, {@code BigDecimal},
 * {@code String}, {@code LocalDate}, {@code Instant}, {@code LocalDateTime}, {@code byte[]}, {@code List}, {@code Map} or
 * null. Times of day, UUIDs and JSON are text.
 *
 * @param truncated there were more rows than asked for
 */
public record Rows(List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated) {
    public Rows {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }

    /** The only value of a result with one row and one column. */
    public @Nullable Object single() {
        if (rows.size() != 1 || columns.size() != 1) {
            throw new IllegalStateException("expected one value, got " + rows.size() + " rows of " + columns.size());
        }
        return rows.get(0).get(0);
    }
}
