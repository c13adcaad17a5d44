package dev.ingot.jinja.internal;

import dev.ingot.jinja.TemplateException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of a template, read one after the other. */
final class Tokens {

    private static final Set<TokenType> SILENT = Set.of(TokenType.COMMENT, TokenType.RAW_BEGIN, TokenType.RAW_END);

    private final Source source;
    private final List<Token> tokens;
    private int pos;

    Tokens(Source source, List<Token> all) {
        this.source = source;
        this.tokens =
                all.stream().filter(token -> !SILENT.contains(token.type())).collect(Collectors.toUnmodifiableList());
    }

    Token current() {
        return tokens.get(pos);
    }

    Token look() {
        return tokens.get(Math.min(pos + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(pos);
        if (pos < tokens.size() - 1) {
            pos++;
        }
        return token;
    }

    boolean skip(String operator) {
        boolean found = current().isOperator(operator);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipName(String name) {
        boolean found = current().isName(name);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(TokenType type, String what) {
        if (current().type() != type) {
            throw unexpected(what);
        }
        return next();
    }

    void expect(String operator) {
        if (!skip(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    TemplateException unexpected(String expected) {
        return fail(current(), "expected " + expected + ", got " + current().described(), "");
    }

    TemplateException fail(Token token, String problem, String hint) {
        return source.syntax(token.at(), problem, hint);
    }
}
