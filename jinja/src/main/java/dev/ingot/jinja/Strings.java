package dev.ingot.jinja;

import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's notions of white space and escapes. */
final class Strings {

    /** {@code \s} as Python has it: with the no-break space and the separators of ASCII. */
    static final String SPACE = "[\\s\\x1c-\\x1f\\x85\\p{Z}]";

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:([0-7]{1,3})|(xH{2}|uH{4}|UH{8})|(.))".replace("H", "[0-9a-fA-F]"), Pattern.DOTALL);
    private static final String LETTERS = "abfnrtv\\'\"";
    private static final String MEANINGS = "\7\b\f\n\r\t\13\\'\"";

    private Strings() {}

    static boolean isSpace(int c) {
        return c < 128
                ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)
                : Character.isSpaceChar(c) || c == 0x85;
    }

    static String strip(String text, boolean left, boolean right) {
        return strip(text, Strings::isSpace, left, right);
    }

    static String strip(String text, IntPredicate drop, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && drop.test(text.charAt(start))) {
            start++;
        }
        while (right && end > start && drop.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The escapes of Python's string literals; an unknown one keeps its backslash. */
    static String unescape(String text) {
        return text.indexOf('\\') < 0
                ? text
                : ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(unescaped(match)));
    }

    private static String unescaped(MatchResult match) {
        if (match.group(3) != null) {
            int letter = LETTERS.indexOf(match.group(3));
            boolean lineEnd = match.group(3).equals("\n");
            return letter >= 0 ? MEANINGS.substring(letter, letter + 1) : lineEnd ? "" : match.group();
        }
        int point = match.group(1) != null
                ? Integer.parseInt(match.group(1), 8)
                : Integer.parseUnsignedInt(match.group(2).substring(1), 16);
        return Character.isValidCodePoint(point) ? Character.toString(point) : match.group();
    }
}
