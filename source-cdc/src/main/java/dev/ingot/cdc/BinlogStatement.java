package dev.ingot.cdc;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to one table that is in the log as its text. With rows in the log these are definitions of
 * tables and the bounds of transactions, and none that changes rows one by one.
 */
enum BinlogStatement {
    /** Also of an XA transaction. */
    BEGIN,
    COMMIT,
    ROLLBACK,
    /** All rows of the table are gone. */
    EMPTIES,
    /** Rows of the table changed, and the log does not say which. */
    CHANGES_UNSEEN,
    OTHER;

    private static final String NAME = "(?:`((?:[^`]|``)+)`|\"((?:[^\"]|\"\")+)\"|([\\w$\\x{80}-\\x{ffff}]+))";
    private static final Pattern TABLE =
            Pattern.compile("\\s*" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern COMMENT = Pattern.compile("/\\*(?!M?!).*?\\*/|(?:--\\s|#)[^\\n]*", Pattern.DOTALL);
    private static final Pattern TRUNCATE = start("TRUNCATE(?:\\s+TABLE)?\\b");
    private static final Pattern DROP = start("DROP\\s+TABLES?(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern CREATE = start("CREATE\\s+OR\\s+REPLACE\\s+TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?\\b");
    private static final Pattern DROP_DATABASE = start("DROP\\s+(?:DATABASE|SCHEMA)(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern ALTER = start("ALTER\\s+(?:ONLINE\\s+|IGNORE\\s+)*TABLE(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern PARTITIONS = Pattern.compile(
            "\\b(?:TRUNCATE|DROP|EXCHANGE|CONVERT)\\s+PARTITION\\b|\\bIMPORT\\s+TABLESPACE\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ROWS = start("(?:INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH)\\b");

    private static Pattern start(String keywords) {
        return Pattern.compile("\\s*" + keywords, Pattern.CASE_INSENSITIVE);
    }

    /**
     * @param database the one that is meant where the statement names none
     */
    static BinlogStatement of(String sql, String database, CapturedTable table) {
        BinlogStatement bound = bound(sql);
        return bound == OTHER ? definition(plain(sql), database, table) : bound;
    }

    /** Which end of a transaction it is, {@link #OTHER} where it is none. */
    static BinlogStatement bound(String sql) {
        return switch (sql) {
            case "BEGIN" -> BEGIN;
            case "COMMIT" -> COMMIT;
            case "ROLLBACK" -> ROLLBACK;
            default -> plain(sql).regionMatches(true, 0, "XA START", 0, 8) ? BEGIN : OTHER;
        };
    }

    /** Whether the table's name is anywhere in it. */
    static boolean mentions(String sql, CapturedTable table) {
        return sql.toLowerCase(Locale.ROOT).contains(table.name().toLowerCase(Locale.ROOT));
    }

    private static String plain(String sql) {
        return COMMENT.matcher(sql).replaceAll(" ");
    }

    private static BinlogStatement definition(String plain, String database, CapturedTable table) {
        if (names(TRUNCATE, plain, database, table)
                || names(DROP, plain, database, table)
                || names(CREATE, plain, database, table)
                || isDropped(plain, table)) {
            return EMPTIES;
        }
        if (names(ALTER, plain, database, table) && PARTITIONS.matcher(plain).find()) {
            return CHANGES_UNSEEN;
        }
        return mentions(plain, table) && ROWS.matcher(plain).lookingAt() ? CHANGES_UNSEEN : OTHER;
    }

    private static boolean isDropped(String sql, CapturedTable table) {
        Matcher start = DROP_DATABASE.matcher(sql);
        Matcher name = TABLE.matcher(sql);
        return start.lookingAt()
                && name.region(start.end(), sql.length()).lookingAt()
                && table.schema().equals(name(name, 1));
    }

    /** Whether the table is one of those that follow the keywords, with commas between. */
    private static boolean names(Pattern keywords, String sql, String database, CapturedTable table) {
        Matcher start = keywords.matcher(sql);
        if (!start.lookingAt()) {
            return false;
        }
        Matcher name = TABLE.matcher(sql);
        int from = start.end();
        while (name.region(from, sql.length()).lookingAt()) {
            boolean qualified = name(name, 4) != null;
            String where = qualified ? name(name, 1) : database;
            String what = name(name, qualified ? 4 : 1);
            if (table.schema().equals(where) && table.name().equals(what)) {
                return true;
            }
            from = name.end();
            while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
                from++;
            }
            if (from >= sql.length() || sql.charAt(from) != ',') {
                return false;
            }
            from++;
        }
        return false;
    }

    private static @Nullable String name(Matcher name, int group) {
        if (name.group(group) != null) {
            return name.group(group).replace("``", "`");
        }
        return name.group(group + 1) != null ? name.group(group + 1).replace("\"\"", "\"") : name.group(group + 2);
    }
}
