package dev.ingot.jinja;

import dev.ingot.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into tokens, by the rules of Jinja2's lexer: white space control, raw blocks, balanced brackets. */
final class Lexer {

    private static final String DIGITS = "[0-9]++(?:_[0-9]++)*+";
    private static final Pattern OPENING = Pattern.compile("\\{[{%#][-+]?");
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?S*+rawS*+([-+]?)%}".replace("S", Strings.SPACE));
    private static final Pattern END_RAW =
            Pattern.compile("\\{%([-+]?)S*+endrawS*+([-+]?)%}".replace("S", Strings.SPACE));
    private static final Pattern TAG_END = Pattern.compile("[-+]?%}");
    private static final Pattern PRINT_END = Pattern.compile("-?}}");
    private static final Pattern TOKEN = Pattern.compile(
            "((?<!\\.)D(?:(?:\\.D)?[eE][-+]?D|\\.D))|".replace("D", DIGITS)
                    + "(0(?:[bB](?:_?[01])+|[oO](?:_?[0-7])+|[xX](?:_?[0-9a-fA-F])+|(?:_?0)*)|[1-9](?:_?[0-9])*+)"
                    + "|((?U:\\w)++)"
                    + "|('(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\")"
                    + "|(\\*\\*|//|[=!<>]=|[-+/*%~\\[\\](){}<>=.:|,;])",
            Pattern.DOTALL);
    /** In the order of the groups. */
    private static final List<Kind> KINDS = List.of(Kind.FLOAT, Kind.INTEGER, Kind.NAME, Kind.STRING, Kind.OPERATOR);

    private final Source source;
    private final String text;
    private final Jinja jinja;
    private final List<Token> tokens = new ArrayList<>();
    private final int end;
    private int pos;

    private Lexer(Source source, Jinja jinja) {
        this.source = source;
        this.text = source.text();
        this.jinja = jinja;
        if (jinja.stripSource) {
            pos = text.length() - Strings.strip(text, true, false).length();
            end = Math.max(pos, Strings.strip(text, false, true).length());
        } else {
            end = jinja.keepTrailingNewline
                    ? text.length()
                    : text.replaceFirst("(?:\r\n|\n|\r)\\z", "").length();
        }
    }

    static List<Token> tokens(Source source, Jinja jinja) {
        Lexer lexer = new Lexer(source, jinja);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        Matcher opening = OPENING.matcher(text);
        while (opening.region(pos, end).find()) {
            char kind = text.charAt(opening.start() + 1);
            text(opening.start(), opening.group().substring(2), kind != '{');
            if (kind == '#') {
                comment();
            } else if (kind == '{') {
                inside(Kind.PRINT_BEGIN, Kind.PRINT_END, PRINT_END, opening.end());
            } else if (!raw()) {
                inside(Kind.TAG_BEGIN, Kind.TAG_END, TAG_END, opening.end());
            }
        }
        text(end, "", false);
        add(Kind.END, "", end);
    }

    private void add(Kind kind, String value, int to) {
        tokens.add(new Token(kind, value, pos, to));
        pos = to;
    }

    /** @param control the sign of white space control after the opening delimiter that follows */
    private void text(int to, String control, boolean lineTag) {
        String value = text.substring(pos, to);
        if (control.equals("-")) {
            value = Strings.strip(value, false, true);
        } else if (lineTag && !control.equals("+") && jinja.lstripBlocks) {
            value = value.substring(0, Math.max(0, value.length() - blankBefore(to)));
        }
        if (to > pos) {
            add(Kind.TEXT, unixLines(value), to);
        }
    }

    private static String unixLines(String value) {
        return value.indexOf('\r') < 0 ? value : value.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** How much white space alone stands between the start of the line and the tag. */
    private int blankBefore(int tag) {
        int start = tag;
        while (start > 0 && "\n\r".indexOf(text.charAt(start - 1)) < 0) {
            start--;
            if (!Strings.isSpace(text.charAt(start))) {
                return 0;
            }
        }
        return tag - start;
    }

    private void comment() {
        int close = text.indexOf("#}", pos + 2);
        if (close < 0 || close + 2 > end) {
            throw source.syntax(pos, "missing end of comment tag", "Close it with #}.");
        }
        String control = text.substring(Math.max(close - 1, pos + 2), close);
        add(Kind.SILENT, "", close + 2);
        closed(control, true);
    }

    /** Leaves out what the sign before a closing delimiter, which has just been read, takes away after it. */
    private void closed(String control, boolean lineTag) {
        if (control.equals("-")) {
            skipSpace();
        } else if (lineTag && !control.equals("+") && jinja.trimBlocks) {
            int newline =
                    text.startsWith("\r\n", pos) ? 2 : text.startsWith("\n", pos) || text.startsWith("\r", pos) ? 1 : 0;
            pos = Math.min(end, pos + newline);
        }
    }

    private void skipSpace() {
        while (pos < end && Strings.isSpace(text.charAt(pos))) {
            pos++;
        }
    }

    private boolean raw() {
        Matcher begin = RAW.matcher(text).region(pos, end);
        if (!begin.lookingAt()) {
            return false;
        }
        Matcher close = END_RAW.matcher(text).region(begin.end(), end);
        if (!close.find()) {
            throw source.syntax(pos, "missing end of raw directive", "Close it with {% endraw %}.");
        }
        add(Kind.SILENT, "", begin.end());
        closed(begin.group(1), true);
        text(close.start(), close.group(1), true);
        add(Kind.SILENT, "", close.end());
        closed(close.group(2), true);
        return true;
    }

    private void inside(Kind begin, Kind finish, Pattern closing, int from) {
        int open = pos;
        add(begin, "", from);
        Matcher close = closing.matcher(text);
        Matcher token = TOKEN.matcher(text).useTransparentBounds(true);
        Deque<Token> brackets = new ArrayDeque<>();
        while (true) {
            skipSpace();
            if (pos == end) {
                boolean tag = begin == Kind.TAG_BEGIN;
                throw source.syntax(
                        open, tag ? "unclosed {%" : "unclosed {{", "Close it with " + (tag ? "%}." : "}}."));
            }
            if (brackets.isEmpty() && close.region(pos, end).lookingAt()) {
                add(finish, "", close.end());
                closed(close.group().substring(0, close.group().length() - 2), finish == Kind.TAG_END);
                return;
            }
            if (!token.region(pos, end).lookingAt()) {
                throw unreadable(text.codePointAt(pos));
            }
            token(token, brackets);
        }
    }

    private RuntimeException unreadable(int point) {
        String shown = Character.toString(point);
        return shown.equals("'") || shown.equals("\"")
                ? source.syntax(pos, "the string has no end", "Close it with " + shown + ".")
                : source.syntax(pos, "unexpected character '" + shown + "'", "");
    }

    private void token(Matcher token, Deque<Token> brackets) {
        int group = 1;
        while (token.start(group) < 0) {
            group++;
        }
        Kind kind = KINDS.get(group - 1);
        String found = token.group();
        if (kind == Kind.STRING) {
            found = Strings.unescape(unixLines(found.substring(1, found.length() - 1)));
        }
        add(kind, kind == Kind.NAME ? found.intern() : found, token.end());
        if (kind == Kind.OPERATOR) {
            balance(tokens.get(tokens.size() - 1), brackets);
        }
    }

    /** Inside brackets a closing delimiter is no end: {@code {{ {'a': {}}} }}. */
    private void balance(Token token, Deque<Token> brackets) {
        if ("([{".contains(token.text())) {
            brackets.push(token);
        } else if (")]}".contains(token.text())) {
            Token open = brackets.poll();
            String expected = open == null
                    ? ""
                    : ")]}".substring("([{".indexOf(open.text())).substring(0, 1);
            if (!expected.equals(token.text())) {
                String more = open == null ? "" : ", expected '" + expected + "'";
                throw source.syntax(token.at(), "unexpected '" + token.text() + "'" + more, "");
            }
        }
    }
}
