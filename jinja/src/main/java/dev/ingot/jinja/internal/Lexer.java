package dev.ingot.jinja.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a template into tokens, by the rules of Jinja2's lexer: white space control, raw blocks, balanced braces. */
final class Lexer {

    private static final String[] OPERATORS = {
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=",
        ".", ":", "|", ",", ";"
    };

    private final Source source;
    private final String text;
    private final Settings settings;
    private final List<Token> tokens = new ArrayList<>();
    private final int end;
    private int pos;
    /** What the tag before asks of the text that follows. */
    private After after = After.NOTHING;

    private enum After {
        NOTHING,
        TRIM_ALL,
        TRIM_NEWLINE
    }

    private Lexer(Source source, Settings settings) {
        this.source = source;
        this.text = source.text();
        this.settings = settings;
        int start = 0;
        int stop = text.length();
        if (settings.stripSource()) {
            while (start < stop && Strings.isSpace(text.charAt(start))) {
                start++;
            }
            while (stop > start && Strings.isSpace(text.charAt(stop - 1))) {
                stop--;
            }
        } else if (!settings.keepTrailingNewline()) {
            if (stop > 0 && text.charAt(stop - 1) == '\n') {
                stop--;
            }
            if (stop > 0 && text.charAt(stop - 1) == '\r') {
                stop--;
            }
        }
        this.pos = start;
        this.end = stop;
    }

    static List<Token> tokens(Source source, Settings settings) {
        Lexer lexer = new Lexer(source, settings);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (pos < end) {
            int open = nextOpening(pos);
            if (open < 0) {
                text(pos, end, ' ', false);
                pos = end;
                break;
            }
            char kind = text.charAt(open + 1);
            char control = open + 2 < end ? text.charAt(open + 2) : ' ';
            text(pos, open, control, kind != '{');
            pos = open;
            switch (kind) {
                case '#' -> comment();
                case '{' -> inside(TokenType.PRINT_BEGIN, TokenType.PRINT_END, "}}", control);
                default -> {
                    if (!raw()) {
                        inside(TokenType.TAG_BEGIN, TokenType.TAG_END, "%}", control);
                    }
                }
            }
        }
        tokens.add(new Token(TokenType.END, "", end, end));
    }

    private int nextOpening(int from) {
        for (int i = text.indexOf('{', from); i >= 0 && i + 1 < end; i = text.indexOf('{', i + 1)) {
            char next = text.charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    private void text(int from, int to, char control, boolean lineTag) {
        if (from == to) {
            after = After.NOTHING;
            return;
        }
        int first = from;
        int last = to;
        if (after == After.TRIM_ALL) {
            while (first < last && Strings.isSpace(text.charAt(first))) {
                first++;
            }
        } else if (after == After.TRIM_NEWLINE
                && text.charAt(first) == '\r'
                && first + 1 < last
                && text.charAt(first + 1) == '\n') {
            first += 2;
        } else if (after == After.TRIM_NEWLINE && (text.charAt(first) == '\n' || text.charAt(first) == '\r')) {
            first++;
        }
        after = After.NOTHING;
        if (control == '-') {
            while (last > first && Strings.isSpace(text.charAt(last - 1))) {
                last--;
            }
        } else if (lineTag && control != '+' && settings.lstripBlocks()) {
            last = startOfBlankLine(first, last);
        }
        String cooked = text.substring(first, last);
        tokens.add(new Token(TokenType.TEXT, cooked.indexOf('\r') < 0 ? cooked : normalised(cooked), from, to));
    }

    private static String normalised(String value) {
        return value.replace("\r\n", "\n").replace('\r', '\n');
    }

    private int startOfBlankLine(int first, int last) {
        int start = last;
        while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
            start--;
            if (!Strings.isSpace(text.charAt(start))) {
                return last;
            }
        }
        return Math.max(start, first);
    }

    private void comment() {
        int close = text.indexOf("#}", pos + 2);
        if (close < 0 || close + 2 > end) {
            throw source.syntax(pos, "missing end of comment tag", "Close it with #}.");
        }
        tokens.add(new Token(TokenType.COMMENT, "", pos, close + 2));
        closed(close > pos + 2 ? text.charAt(close - 1) : ' ', true);
        pos = close + 2;
    }

    /** Notes what the character before a closing delimiter asks for. */
    private void closed(char control, boolean lineTag) {
        if (control == '-') {
            after = After.TRIM_ALL;
        } else if (lineTag && control != '+' && settings.trimBlocks()) {
            after = After.TRIM_NEWLINE;
        }
    }

    private boolean raw() {
        int[] begin = tagNamed("raw", pos);
        if (begin == null) {
            return false;
        }
        int open = pos;
        tokens.add(new Token(TokenType.RAW_BEGIN, "", pos, begin[0]));
        closed((char) begin[1], true);
        for (int i = text.indexOf("{%", begin[0]); i >= 0; i = text.indexOf("{%", i + 2)) {
            int[] close = tagNamed("endraw", i);
            if (close != null) {
                text(begin[0], i, text.charAt(i + 2), true);
                tokens.add(new Token(TokenType.RAW_END, "", i, close[0]));
                closed((char) close[1], true);
                pos = close[0];
                return true;
            }
        }
        throw source.syntax(open, "missing end of raw directive", "Close it with {% endraw %}.");
    }

    /** Offset after the tag and its closing control character, if there is the tag {@code name} at {@code at}. */
    private int @Nullable [] tagNamed(String name, int at) {
        int i = at + 2;
        if (i < end && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        i = skipSpace(i);
        if (!text.startsWith(name, i)) {
            return null;
        }
        i = skipSpace(i + name.length());
        char control = ' ';
        if (i < end && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            control = text.charAt(i);
            i++;
        }
        return text.startsWith("%}", i) && i + 2 <= end ? new int[] {i + 2, control} : null;
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < end && Strings.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void inside(TokenType begin, TokenType finish, String closing, char control) {
        int open = pos;
        boolean controlled = control == '-' || (control == '+' && begin == TokenType.TAG_BEGIN);
        pos += controlled ? 3 : 2;
        tokens.add(new Token(begin, "", open, pos));
        Deque<Token> braces = new ArrayDeque<>();
        while (true) {
            pos = skipSpace(pos);
            if (pos >= end) {
                throw source.syntax(
                        open,
                        "unclosed " + (begin == TokenType.TAG_BEGIN ? "{%" : "{{"),
                        "Close it with " + closing + ".");
            }
            if (braces.isEmpty() && closes(finish, closing)) {
                return;
            }
            token(braces);
        }
    }

    private boolean closes(TokenType finish, String closing) {
        char c = text.charAt(pos);
        boolean controlled =
                (c == '-' || (c == '+' && finish == TokenType.TAG_END)) && text.startsWith(closing, pos + 1);
        if (!controlled && !text.startsWith(closing, pos)) {
            return false;
        }
        int from = pos;
        pos += controlled ? 3 : 2;
        tokens.add(new Token(finish, "", from, pos));
        closed(controlled ? c : ' ', finish == TokenType.TAG_END);
        return true;
    }

    private void token(Deque<Token> braces) {
        char c = text.charAt(pos);
        if (c == '\'' || c == '"') {
            string(c);
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (Strings.isWord(c)) {
            int from = pos;
            while (pos < end && Strings.isWord(text.charAt(pos))) {
                pos++;
            }
            tokens.add(new Token(TokenType.NAME, text.substring(from, pos).intern(), from, pos));
        } else {
            operator(braces);
        }
    }

    private void string(char quote) {
        int from = pos;
        int i = pos + 1;
        while (i < end && text.charAt(i) != quote) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= end) {
            throw source.syntax(from, "the string has no end", "Close it with " + quote + ".");
        }
        pos = i + 1;
        String body = text.substring(from + 1, i);
        String lines = body.indexOf('\r') < 0 ? body : normalised(body);
        String value = lines.indexOf('\\') < 0 ? lines : Strings.unescape(lines);
        tokens.add(new Token(TokenType.STRING, value, from, pos));
    }

    private void number() {
        int from = pos;
        if (text.charAt(pos) == '0' && pos + 1 < end && "bBoOxX".indexOf(text.charAt(pos + 1)) >= 0) {
            pos += 2;
            while (pos < end && (Character.digit(text.charAt(pos), 16) >= 0 || text.charAt(pos) == '_')) {
                pos++;
            }
            tokens.add(new Token(TokenType.INTEGER, text.substring(from, pos), from, pos));
            return;
        }
        digits();
        boolean afterDot = from > 0 && text.charAt(from - 1) == '.';
        boolean floating = false;
        if (!afterDot) {
            if (pos + 1 < end && text.charAt(pos) == '.' && isDigit(text.charAt(pos + 1))) {
                pos++;
                digits();
                floating = true;
            }
            floating |= exponent();
        }
        tokens.add(new Token(floating ? TokenType.FLOAT : TokenType.INTEGER, text.substring(from, pos), from, pos));
    }

    private boolean exponent() {
        if (pos >= end || (text.charAt(pos) != 'e' && text.charAt(pos) != 'E')) {
            return false;
        }
        int i = pos + 1;
        if (i < end && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
            i++;
        }
        if (i >= end || !isDigit(text.charAt(i))) {
            return false;
        }
        pos = i;
        digits();
        return true;
    }

    private void digits() {
        while (pos < end
                && (isDigit(text.charAt(pos))
                        || (text.charAt(pos) == '_' && pos + 1 < end && isDigit(text.charAt(pos + 1))))) {
            pos++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void operator(Deque<Token> braces) {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, pos)) {
                Token token = new Token(TokenType.OPERATOR, operator, pos, pos + operator.length());
                balance(token, braces);
                tokens.add(token);
                pos = token.end();
                return;
            }
        }
        throw source.syntax(pos, "unexpected character '" + Character.toString(text.codePointAt(pos)) + "'", "");
    }

    /** Inside brackets a closing delimiter is no end: {@code {{ {'a': {}}} }}. */
    private void balance(Token token, Deque<Token> braces) {
        switch (token.text()) {
            case "(", "[", "{" -> braces.push(token);
            case ")", "]", "}" -> {
                Token open = braces.poll();
                if (open == null) {
                    throw source.syntax(token.at(), "unexpected '" + token.text() + "'", "");
                }
                String expected = open.text().equals("(") ? ")" : open.text().equals("[") ? "]" : "}";
                if (!expected.equals(token.text())) {
                    throw source.syntax(
                            token.at(), "unexpected '" + token.text() + "', expected '" + expected + "'", "");
                }
            }
            default -> {}
        }
    }
}
