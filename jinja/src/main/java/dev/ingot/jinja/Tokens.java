package dev.ingot.jinja;

import dev.ingot.jinja.Token.Kind;
import java.util.List;

/** The tokens of a template, read one after the other. */
class Tokens {

    private final Source source;
    private final List<Token> tokens;
    private int pos;

    Tokens(Source source, Jinja jinja) {
        this.source = source;
        this.tokens = Lexer.tokens(source, jinja).stream()
                .filter(token -> token.kind() != Kind.SILENT)
                .toList();
    }

    final Token current() {
        return tokens.get(pos);
    }

    /** Whether the next token is that name or operator. */
    final boolean at(String symbol) {
        return current().is(symbol);
    }

    final boolean at(String symbol, String following) {
        return at(symbol) && tokens.get(pos + 1).is(following);
    }

    final Token next() {
        Token token = current();
        pos = Math.min(pos + 1, tokens.size() - 1);
        return token;
    }

    final boolean skip(String symbol) {
        boolean found = at(symbol);
        if (found) {
            next();
        }
        return found;
    }

    final boolean skip(String symbol, String following) {
        boolean found = at(symbol, following);
        if (found) {
            next();
            next();
        }
        return found;
    }

    final Token expect(Kind kind, String what) {
        if (current().kind() != kind) {
            throw unexpected(what);
        }
        return next();
    }

    final void expect(String symbol) {
        if (!skip(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    /** Before each item of a list that {@code end} closes: whether there is one, after the comma that it needs. */
    final boolean more(String end, boolean first) {
        if (!first && !at(end)) {
            expect(",");
        }
        return !skip(end);
    }

    final TemplateException unexpected(String expected) {
        return fail(current(), "expected " + expected + ", got " + current().described(), "");
    }

    final TemplateException fail(Token token, String problem, String hint) {
        return source.syntax(token.at(), problem, hint);
    }
}
