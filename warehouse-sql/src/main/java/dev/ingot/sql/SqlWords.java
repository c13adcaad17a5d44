package dev.ingot.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names in a statement without parsing it: identifiers outside of strings and comments. Works for every kind
 * of statement and dialect feature; says a little too much (column names count as well) and never too little for names
 * that stand in the text.
 */
public final class SqlWords {

    /** One identifier chain: {@code a}, {@code a.b}, {@code "a"."b c"}; in lower case. */
    public record Name(List<String> parts) {
        public Name {
            parts = List.copyOf(parts);
        }
    }

    private record Chain(Name name, int start, int end) {}

    private static final Set<String> SELECTS = Set.of("SELECT", "WITH", "FROM", "VALUES");

    private final String sql;
    private int at;
    private final List<Chain> chains = new ArrayList<>();
    private int end;
    private boolean ended;
    private int second = -1;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    public static Set<Name> in(String sql) {
        SqlWords words = new SqlWords(sql);
        words.scan();
        Set<Name> names = new LinkedHashSet<>();
        words.chains.forEach(chain -> names.add(chain.name()));
        return names;
    }

    /** The statement without the semicolons, blanks and comments at its end. */
    public static String trimmed(String sql) {
        SqlWords words = new SqlWords(sql);
        words.scan();
        return sql.substring(0, words.end);
    }

    /** Whether the statement can stand in brackets: it begins with SELECT, WITH, FROM, VALUES or a bracket. */
    public static boolean isSelect(String sql) {
        String first = first(sql);
        return first.equals("(") || SELECTS.contains(first);
    }

    /** The first word in upper case, or an opening bracket; empty where the statement begins with something else. */
    public static String first(String sql) {
        SqlWords words = new SqlWords(sql);
        while (words.at < sql.length()) {
            char c = sql.charAt(words.at);
            if (Character.isWhitespace(c) || c == ';') {
                words.at++;
            } else if (!words.comment(c)) {
                break;
            }
        }
        if (words.at >= sql.length()) {
            return "";
        }
        char c = sql.charAt(words.at);
        return c == '(' ? "(" : wordStart(c) ? words.word().toUpperCase(Locale.ROOT) : "";
    }

    /**
     * The statement with other words in the place of some names.
     *
     * @param replacement of a name, or null where it stays
     */
    public static String renamed(String sql, Function<Name, @Nullable String> replacement) {
        SqlWords words = new SqlWords(sql);
        words.scan();
        StringBuilder text = new StringBuilder();
        int copied = 0;
        for (Chain chain : words.chains) {
            String other = replacement.apply(chain.name());
            if (other != null) {
                text.append(sql, copied, chain.start()).append(other);
                copied = chain.end();
            }
        }
        return text.append(sql, copied, sql.length()).toString();
    }

    /** Where a second statement begins. */
    public static OptionalInt second(String sql) {
        SqlWords words = new SqlWords(sql);
        words.scan();
        return words.second < 0 ? OptionalInt.empty() : OptionalInt.of(words.second);
    }

    private void scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ';') {
                ended = end > 0;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (!comment(c)) {
                if (ended && second < 0) {
                    second = at;
                }
                token(c);
                end = at;
            }
        }
    }

    private void token(char c) {
        if (c == '\'') {
            quoted('\'', false);
        } else if (c == '"' || Character.isUnicodeIdentifierStart(c) || c == '_') {
            chain();
        } else if (c == '$') {
            dollar();
        } else {
            at++;
        }
    }

    private boolean comment(char c) {
        if (c == '-' && sql.startsWith("--", at)) {
            int newline = sql.indexOf('\n', at);
            at = newline < 0 ? sql.length() : newline + 1;
            return true;
        }
        if (c == '/' && sql.startsWith("/*", at)) {
            int close = sql.indexOf("*/", at + 2);
            at = close < 0 ? sql.length() : close + 2;
            return true;
        }
        return false;
    }

    private String quoted(char quote, boolean backslash) {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && backslash && at < sql.length()) {
                value.append(sql.charAt(at++));
            } else if (c != quote) {
                value.append(c);
            } else if (at < sql.length() && sql.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                return value.toString();
            }
        }
        return value.toString();
    }

    private void dollar() {
        int close = sql.indexOf('$', at + 1);
        String tag = close < 0 ? "" : sql.substring(at, close + 1);
        if (tag.isEmpty() || !tag.substring(1, tag.length() - 1).chars().allMatch(SqlWords::wordPart)) {
            at++;
            return;
        }
        int last = sql.indexOf(tag, close + 1);
        at = last < 0 ? sql.length() : last + tag.length();
    }

    private void chain() {
        int start = at;
        List<String> parts = new ArrayList<>();
        while (true) {
            String word = word();
            if (at < sql.length()
                    && sql.charAt(at) == '\''
                    && parts.isEmpty()
                    && (word.equalsIgnoreCase("e") || word.equalsIgnoreCase("x") || word.equalsIgnoreCase("b"))) {
                quoted('\'', word.equalsIgnoreCase("e"));
                return;
            }
            parts.add(word.toLowerCase(Locale.ROOT));
            int dot = skipSpace(at);
            int next = dot < sql.length() && sql.charAt(dot) == '.' ? skipSpace(dot + 1) : sql.length();
            if (next >= sql.length() || !wordStart(sql.charAt(next))) {
                break;
            }
            at = next;
        }
        chains.add(new Chain(new Name(parts), start, at));
    }

    private String word() {
        if (sql.charAt(at) == '"') {
            return quoted('"', false);
        }
        int start = at;
        while (at < sql.length() && wordPart(sql.charAt(at))) {
            at++;
        }
        return sql.substring(start, at);
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < sql.length() && Character.isWhitespace(sql.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean wordStart(int c) {
        return c == '"' || c == '_' || Character.isUnicodeIdentifierStart(c);
    }

    private static boolean wordPart(int c) {
        return c == '_' || Character.isUnicodeIdentifierPart(c) || Character.isSurrogate((char) c);
    }
}
