package dev.ingot.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Writes pieces of standard SQL. Stateless. */
public final class Sql {

    private Sql() {}

    /** A name in double quotes. */
    public static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code "a", "b"}. */
    public static String ids(Collection<String> names) {
        return names.stream().map(Sql::id).collect(Collectors.joining(", "));
    }

    /** A text in single quotes. */
    public static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    /** {@code a."k" = b."k" and …}. */
    public static String equal(String left, String right, Collection<String> columns) {
        return columns.stream()
                .map(column -> left + "." + id(column) + " = " + right + "." + id(column))
                .collect(Collectors.joining(" and "));
    }

    /** {@code alias."a", alias."b"}. */
    public static String of(String alias, Collection<String> columns) {
        return columns.stream().map(column -> alias + "." + id(column)).collect(Collectors.joining(", "));
    }
}
