package dev.ingot.models.internal.run;

import dev.ingot.api.table.Column;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The first rows that a test found, for its message. A table that fails its tests is thrown away unpublished, so its
 * rows could not be looked at afterwards.
 */
final class FailureSample {

    private static final int ROWS = 3;
    private static final int LONGEST_VALUE = 60;

    private FailureSample() {}

    /** One line for each row, each behind a line break; empty where the select gives none. */
    static String of(Session session, String select) {
        Rows rows = session.query("select * from (\n" + select + "\n) ingot_sample", ROWS);
        return rows.rows().stream()
                        .map(row -> "\n  - " + line(rows.columns(), row))
                        .collect(Collectors.joining())
                + (rows.truncated() ? "\n  - ..." : "");
    }

    private static String line(List<Column> columns, List<@Nullable Object> values) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).name() + " = " + shortened(String.valueOf(values.get(i))))
                .collect(Collectors.joining(", "));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
    }
}
