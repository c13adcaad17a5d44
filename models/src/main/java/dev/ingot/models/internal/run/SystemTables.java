package dev.ingot.models.internal.run;

import dev.ingot.models.Environment;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables that describe a database. Packages ask for them as {@code database.information_schema.tables}; DuckDB 2.0
 * has them in its catalog {@code system} only. Stateless.
 */
final class SystemTables {

    private SystemTables() {}

    /** A statement that finds them. */
    static String found(String sql, Environment.Target target) {
        if (!target.type().equals("duckdb")
                || !sql.toLowerCase(java.util.Locale.ROOT).contains("information_schema")) {
            return sql;
        }
        String database = Pattern.quote(target.database());
        return Pattern.compile(
                        "(?<![\\w\".])(?:\"" + database + "\"|" + database
                                + ")\\s*\\.\\s*(\"?information_schema\"?\\s*\\.)",
                        Pattern.CASE_INSENSITIVE)
                .matcher(sql)
                .replaceAll(match -> Matcher.quoteReplacement("system." + match.group(1)));
    }
}
