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
    /** Rows of the table changed, or will, and the log does not say which. */
    CHANGES_UNSEEN,
    OTHER;

    private static final String NAME = "(?:`((?:[^`]|``)+)`|\"((?:[^\"]|\"\")+)\"|([\\w$\\x{80}-\\x{ffff}]+))";
    private static final String QUALIFIED = "\\s*" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?";
    private static final Pattern TABLE = Pattern.compile(QUALIFIED, Pattern.UNICODE_CHARACTER_CLASS);
    private static final int GROUPS = 6;
    private static final Pattern RENAMED = Pattern.compile(
            QUALIFIED + "(?:\\s+WAIT\\s+\\d+|\\s+NOWAIT)?\\s+TO\\b" + QUALIFIED,
            Pattern.UNICODE_CHARACTER_CLASS | Pattern.CASE_INSENSITIVE);
    private static final Pattern NEW_NAME = Pattern.compile(
            "\\bRENAME\\s+(?!COLUMN\\b|INDEX\\b|KEY\\b|CONSTRAINT\\b)(?:TO\\b|AS\\b|=)?" + QUALIFIED,
            Pattern.UNICODE_CHARACTER_CLASS | Pattern.CASE_INSENSITIVE);

    /** A name in quotes, a string, or a comment: what is in one of them begins none of the others. */
    private static final Pattern QUOTED = Pattern.compile(
            "`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|'(?:[^'\\\\]|\\\\.|'')*'|/\\*(?!M?!).*?\\*/|(?:--\\s|#)[^\\n]*",
            Pattern.DOTALL);

    private static final Pattern TRUNCATE = start("TRUNCATE(?:\\s+TABLE)?\\b");
    private static final Pattern DROP = start("DROP\\s+TABLES?(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern CREATE = start("CREATE\\s+OR\\s+REPLACE\\s+TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?\\b");
    private static final Pattern CREATE_ANY =
            start("CREATE\\s+(?:OR\\s+REPLACE\\s+)?TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?\\b");
    private static final Pattern CREATE_TEMPORARY =
            start("CREATE\\s+(?:OR\\s+REPLACE\\s+)?TEMPORARY\\s+TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?\\b");
    private static final Pattern RENAME = start("RENAME\\s+TABLES?(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern DROP_DATABASE = start("DROP\\s+(?:DATABASE|SCHEMA)(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern ALTER = start("ALTER\\s+(?:ONLINE\\s+|IGNORE\\s+)*TABLE(?:\\s+IF\\s+EXISTS)?\\b");
    private static final Pattern PARTITIONS = Pattern.compile(
            "\\b(?:TRUNCATE|DROP|EXCHANGE|CONVERT)\\s+PARTITION\\b|\\bIMPORT\\s+TABLESPACE\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BETWEEN_TABLES =
            Pattern.compile("\\b(?:EXCHANGE|CONVERT)\\s+(?:PARTITION|TABLE)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern CASCADES = Pattern.compile(
            "\\bREFERENCES\\b.*\\bON\\s+(?:DELETE|UPDATE)\\s+(?:CASCADE|SET\\s+(?:NULL|DEFAULT))\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SELECT = Pattern.compile("\\bSELECT\\b", Pattern.CASE_INSENSITIVE);
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

    /** Without comments and the text of strings. */
    private static String plain(String sql) {
        return QUOTED.matcher(sql).replaceAll(found -> switch (found.group().charAt(0)) {
            case '`', '"' -> Matcher.quoteReplacement(found.group());
            case '\'' -> "''";
            default -> " ";
        });
    }

    private static BinlogStatement definition(String plain, String database, CapturedTable table) {
        if (fillsUnseen(plain, database, table)) {
            return CHANGES_UNSEEN;
        }
        BinlogStatement renamed = renamed(plain, database, table);
        if (renamed != OTHER) {
            return renamed;
        }
        if (names(TRUNCATE, plain, database, table)
                || names(DROP, plain, database, table)
                || names(CREATE, plain, database, table)
                || isDropped(plain, table)) {
            return EMPTIES;
        }
        return mentions(plain, table) && ROWS.matcher(plain).lookingAt() ? CHANGES_UNSEEN : OTHER;
    }

    /**
     * Definitions that bring, take or change rows without a word of them: parts that come and go, a select whose rows are
     * not logged, a key by which the engine changes rows itself. A temporary table hides the table, and what happens to it
     * cannot be told apart.
     */
    private static boolean fillsUnseen(String plain, String database, CapturedTable table) {
        boolean made = names(CREATE_ANY, plain, database, table);
        boolean altered = names(ALTER, plain, database, table);
        return (altered && PARTITIONS.matcher(plain).find())
                || ((made || altered) && CASCADES.matcher(plain).find())
                || (made && SELECT.matcher(plain).find())
                || names(CREATE_TEMPORARY, plain, database, table)
                || (ALTER.matcher(plain).lookingAt()
                        && BETWEEN_TABLES.matcher(plain).find()
                        && word(table).matcher(plain).find());
    }

    private static Pattern word(CapturedTable table) {
        return Pattern.compile(
                "(?<![\\w$])" + Pattern.quote(table.name()) + "(?![\\w$])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** A name that goes away leaves no rows behind; one that comes brings rows that nobody has seen. */
    private static BinlogStatement renamed(String plain, String database, CapturedTable table) {
        boolean gone = false;
        String before = null;
        Matcher start = RENAME.matcher(plain);
        if (start.lookingAt()) {
            Matcher pair = RENAMED.matcher(plain);
            int from = start.end();
            while (from >= 0 && pair.region(from, plain.length()).lookingAt()) {
                gone |= is(pair, 1, database, table);
                before = is(pair, 1 + GROUPS, database, table) ? last(pair, 1) : before;
                from = behindComma(plain, pair.end());
            }
        } else {
            Matcher alter = ALTER.matcher(plain);
            Matcher old = TABLE.matcher(plain);
            Matcher name = NEW_NAME.matcher(plain);
            if (alter.lookingAt() && old.region(alter.end(), plain.length()).lookingAt() && name.find()) {
                gone = is(old, 1, database, table);
                before = is(name, 1, database, table) ? last(old, 1) : null;
            }
        }
        if (before != null) {
            return isCopy(before, table) ? OTHER : CHANGES_UNSEEN;
        }
        return gone ? EMPTIES : OTHER;
    }

    /** Whether a tool for online changes of tables (gh-ost, pt-online-schema-change) has filled it from the table. */
    private static boolean isCopy(@Nullable String name, CapturedTable table) {
        return name != null && name.matches("_+\\Q" + table.name() + "\\E_(?:gho|new)");
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
            if (is(name, 1, database, table)) {
                return true;
            }
            from = behindComma(sql, name.end());
            if (from < 0) {
                return false;
            }
        }
        return false;
    }

    /** Where the next of a list begins, -1 where it ends. */
    private static int behindComma(String sql, int end) {
        int from = end;
        while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
            from++;
        }
        return from < sql.length() && sql.charAt(from) == ',' ? from + 1 : -1;
    }

    /**
     * @param group where a qualified name begins in what was found
     */
    private static boolean is(Matcher found, int group, String database, CapturedTable table) {
        String where = name(found, group + 3) == null ? database : name(found, group);
        return table.schema().equals(where) && table.name().equals(last(found, group));
    }

    /** The name without that of its database. */
    private static @Nullable String last(Matcher found, int group) {
        return name(found, name(found, group + 3) == null ? group : group + 3);
    }

    private static @Nullable String name(Matcher name, int group) {
        if (name.group(group) != null) {
            return name.group(group).replace("``", "`");
        }
        return name.group(group + 1) != null ? name.group(group + 1).replace("\"\"", "\"") : name.group(group + 2);
    }
}
