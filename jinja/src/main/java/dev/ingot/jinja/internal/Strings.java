package dev.ingot.jinja.internal;

/** Python's notions of white space, word characters and escapes. */
final class Strings {

    private Strings() {}

    /** {@code str.isspace} and {@code \s}: with the no-break space, which Java's isWhitespace leaves out. */
    static boolean isSpace(int c) {
        if (c < 128) {
            return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
        }
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static boolean isWord(int c) {
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
        }
        return Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    }

    /** The escapes of Python's string literals; an unknown one keeps its backslash. */
    static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                out.append(c);
                continue;
            }
            char escape = text.charAt(i++);
            switch (escape) {
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(escape);
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'v' -> out.append('\u000b');
                case 'x', 'u', 'U' -> i = code(text, i, escape == 'x' ? 2 : escape == 'u' ? 4 : 8, out);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int stop = i;
                    while (stop < text.length() && stop < i + 2 && Character.digit(text.charAt(stop), 8) >= 0) {
                        stop++;
                    }
                    out.append((char) Integer.parseInt(text.substring(i - 1, stop), 8));
                    i = stop;
                }
                default -> out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private static int code(String text, int from, int digits, StringBuilder out) {
        int stop = from;
        while (stop < text.length() && stop < from + digits && Character.digit(text.charAt(stop), 16) >= 0) {
            stop++;
        }
        if (stop < from + digits) {
            out.append(text, from - 2, stop);
            return stop;
        }
        int point = Integer.parseUnsignedInt(text.substring(from, stop), 16);
        if (Character.isValidCodePoint(point)) {
            out.appendCodePoint(point);
        } else {
            out.append(text, from - 2, stop);
        }
        return stop;
    }
}
