package dev.ingot.models.internal.context;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The alias of a select that stands for a table, which PostgreSQL requires up to version 15. Whether the template writes
 * one of its own is known only once all of it is rendered, so the select carries a comment until then. Stateless.
 */
public final class Alias {

    private static final Pattern MARK = Pattern.compile("/\\*ingot:as (\"(?:[^\"]|\"\")*\")\\*/");

    /** What follows: blanks and comments, then a word. */
    private static final Pattern NEXT =
            Pattern.compile("(?:\\s|--[^\\n]*(?:\\n|$)|/\\*(?s:.*?)\\*/)*(\"|[\\p{L}_][\\p{L}\\p{N}_$]*)?");

    /** Words that can stand behind a table and are no alias. */
    private static final Set<String> KEYWORDS = Set.of(
            "where",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "on",
            "using",
            "group",
            "order",
            "having",
            "limit",
            "offset",
            "fetch",
            "union",
            "except",
            "intersect",
            "window",
            "qualify",
            "for",
            "tablesample",
            "lateral",
            "semi",
            "anti",
            "asof",
            "positional",
            "pivot",
            "unpivot",
            "set",
            "when",
            "returning");

    private Alias() {}

    /** A select in brackets that is to be known by the name of the table that it stands for. */
    static String marked(String select, String table) {
        return select + "/*ingot:as \"" + table.replace("\"", "\"\"") + "\"*/";
    }

    /** The SQL with an alias where it has none. */
    public static String settled(String sql) {
        if (!sql.contains("/*ingot:as ")) {
            return sql;
        }
        Matcher mark = MARK.matcher(sql);
        Matcher next = NEXT.matcher(sql);
        StringBuilder settled = new StringBuilder();
        int copied = 0;
        while (mark.find()) {
            settled.append(sql, copied, mark.start());
            next.region(mark.end(), sql.length());
            String word = next.lookingAt() ? next.group(1) : null;
            if (word == null || KEYWORDS.contains(word.toLowerCase(Locale.ROOT))) {
                settled.append(" as ").append(mark.group(1));
            }
            copied = mark.end();
        }
        return settled.append(sql, copied, sql.length()).toString();
    }
}
