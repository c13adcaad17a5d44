package dev.ingot.lake.load;

import dev.ingot.sql.Sql;
import java.util.Collection;
import java.util.stream.Collectors;

/** Pieces of the engine's SQL. */
final class Text {
    private Text() {}

    static String list(Collection<String> values) {
        return values.stream().map(Sql::text).collect(Collectors.joining(",", "[", "]"));
    }

    /** A value in a sentence: quoted, and cut where it is long. Separators of errors cannot come through. */
    static String shown(String sql) {
        return "('''' || translate(CASE WHEN length(" + sql + ") > 200 THEN left(" + sql + ", 200) || '…' ELSE " + sql
                + " END, chr(30) || chr(31), '  ') || '''')";
    }
}
