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

    /** SQL terms as one list. */
    static String array(Collection<String> terms) {
        return "[" + String.join(", ", terms) + "]";
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

    /** Whether one of many texts, of which any may be null, contains a text. */
    static String anyWith(String searched, List<String> texts) {
        if (texts.size() < WideColumns.MANY) {
            return anyOf(texts.stream()
                    .map(text -> "contains(" + text + ", " + searched + ")")
                    .toList());
        }
        return "list_contains(list_transform(" + array(texts) + ", lambda f: contains(f, " + searched + ")), true)";
    }

    /** A value in a sentence: quoted, and cut where it is long. Separators of errors cannot come through. */
    static String shown(String sql) {
        return "('''' || translate(CASE WHEN length(" + sql + ") > 200 THEN left(" + sql + ", 200) || '…' ELSE " + sql
                + " END, chr(30) || chr(31), '  ') || '''')";
    }
}
