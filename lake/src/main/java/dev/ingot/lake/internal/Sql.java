package dev.ingot.lake.internal;

import dev.ingot.api.table.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes pieces of SQL. Stateless. */
public final class Sql {

    private Sql() {}

    /** A name in double quotes. */
    public static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code "schema"."name"}. */
    public static String id(TableName name) {
        return name.quoted();
    }

    /** {@code "a", "b"}. */
    public static String ids(Collection<String> names) {
        return names.stream().map(Sql::id).collect(Collectors.joining(", "));
    }

    /** A text in single quotes. */
    public static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    /** The path as a pattern that matches only itself. */
    public static String path(String path) {
        StringBuilder pattern = new StringBuilder(path.length() + 8);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                pattern.append('[').append(c).append(']');
            } else {
                pattern.append(c);
            }
        }
        return text(pattern.toString());
    }

    /** {@code ['/a', '/b']}: the first argument of {@code read_parquet}. */
    public static String paths(Collection<String> paths) {
        return paths.stream().map(Sql::path).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code a."k" = b."k" AND …}. */
    public static String equal(String left, String right, Collection<String> columns) {
        return columns.stream()
                .map(column -> left + "." + id(column) + " = " + right + "." + id(column))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code alias."a", alias."b"}. */
    public static String of(String alias, Collection<String> columns) {
        return columns.stream().map(column -> alias + "." + id(column)).collect(Collectors.joining(", "));
    }
}
