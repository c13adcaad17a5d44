package dev.ingot.lake.internal;

import dev.ingot.sql.Sql;
import java.util.Collection;
import java.util.stream.Collectors;

/** Paths in SQL of the engine, which takes them for patterns. Stateless. */
public final class Paths {

    private Paths() {}

    /** The path as a pattern that matches only itself. */
    public static String sql(String path) {
        StringBuilder pattern = new StringBuilder(path.length() + 8);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                pattern.append('[').append(c).append(']');
            } else {
                pattern.append(c);
            }
        }
        return Sql.text(pattern.toString());
    }

    /** {@code ['/a', '/b']}: the first argument of {@code read_parquet}. */
    public static String sql(Collection<String> paths) {
        return paths.stream().map(Paths::sql).collect(Collectors.joining(", ", "[", "]"));
    }
}
