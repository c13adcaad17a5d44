package dev.ingot.lake.load;

import dev.ingot.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of the engine's SQL. */
final class Text {
    private Text() {}

    static String list(Collection<String> values) {
        return values.stream().map(Sql::text).collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * Whether one of many conditions holds. As a tree, not as a chain: the engine follows expressions only so deep, and a
     * table may have thousands of columns.
     */
    static String anyOf(List<String> conditions) {
        int size = conditions.size();
        return switch (size) {
            case 0 -> "false";
            case 1 -> conditions.get(0);
            default ->
                "(" + anyOf(conditions.subList(0, size / 2)) + " OR " + anyOf(conditions.subList(size / 2, size)) + ")";
        };
    }

    /** A value in a sentence: quoted, and cut where it is long. Separators of errors cannot come through. */
    static String shown(String sql) {
        return "('''' || translate(CASE WHEN length(" + sql + ") > 200 THEN left(" + sql + ", 200) || '…' ELSE " + sql
                + " END, chr(30) || chr(31), '  ') || '''')";
    }
}
