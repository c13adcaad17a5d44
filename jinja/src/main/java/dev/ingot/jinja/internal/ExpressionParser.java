package dev.ingot.jinja.internal;

import dev.ingot.jinja.None;
import dev.ingot.jinja.Values;
import dev.ingot.jinja.internal.Expression.CallArguments;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses expressions, with the precedence of Jinja2's grammar. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> NOT_AN_ARGUMENT_OF_A_TEST =
            Set.of("else", "or", "and", "if", "not", "in", "is", "recursive");
    private static final Set<String> RESERVED =
            Set.of("true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else");

    private final Tokens tokens;
    /** Names used so far, to know whether a macro's body uses caller, varargs or kwargs. */
    private final Set<String> used = new HashSet<>();

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Set<String> used() {
        return used;
    }

    /** An expression, with inline if. */
    Expression expression() {
        Expression first = or();
        while (tokens.current().isName("if")) {
            int at = tokens.next().at();
            Expression condition = or();
            Expression otherwise = tokens.skipName("else") ? expression() : null;
            first = new Expression.Conditional(at, condition, first, otherwise);
        }
        return first;
    }

    /** An expression, or a tuple without parentheses. */
    Expression tuple() {
        return tuple(true, Set.of(), false);
    }

    /** The items of a loop or the condition of an if, where an inline if would be ambiguous. */
    Expression tupleWithoutIf(String... stops) {
        return tuple(false, Set.of(stops), false);
    }

    private Expression tuple(boolean withIf, Set<String> stops, boolean parenthesised) {
        int at = tokens.current().at();
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!endsTuple(stops)) {
            items.add(withIf ? expression() : or());
            if (!tokens.skip(",")) {
                break;
            }
            isTuple = true;
        }
        if (!isTuple && !items.isEmpty()) {
            return items.get(0);
        }
        if (items.isEmpty() && !parenthesised) {
            throw tokens.unexpected("an expression");
        }
        return new Expression.TupleOf(at, List.copyOf(items));
    }

    private boolean endsTuple(Set<String> stops) {
        Token token = tokens.current();
        return token.closes()
                || token.isOperator(")")
                || (token.type() == TokenType.NAME && stops.contains(token.text()));
    }

    /** What a set or for assigns to. */
    Expression target(boolean namespaceAllowed, String... stops) {
        int at = tokens.current().at();
        List<Expression> targets = new ArrayList<>();
        boolean isTuple = false;
        while (!endsTuple(Set.of(stops)) && !tokens.current().isOperator("=")) {
            targets.add(singleTarget(namespaceAllowed, stops));
            if (!tokens.skip(",")) {
                break;
            }
            isTuple = true;
        }
        if (targets.isEmpty()) {
            throw tokens.unexpected("a name to assign to");
        }
        return isTuple ? new Expression.TupleOf(at, List.copyOf(targets)) : targets.get(0);
    }

    private Expression singleTarget(boolean namespaceAllowed, String... stops) {
        if (tokens.skip("(")) {
            Expression inner = target(namespaceAllowed, stops);
            tokens.expect(")");
            return inner;
        }
        Token name = name();
        if (namespaceAllowed && tokens.skip(".")) {
            Token attribute = tokens.expect(TokenType.NAME, "the name of an attribute");
            used.add(name.text());
            return new Expression.NamespaceTarget(name.at(), name.text(), attribute.text());
        }
        return new Expression.Name(name.at(), name.text());
    }

    /** A name that can be assigned to. */
    Token name() {
        Token name = tokens.expect(TokenType.NAME, "a name");
        if (RESERVED.contains(name.text())) {
            throw tokens.fail(name, "can't assign to '" + name.text() + "'", "");
        }
        return name;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.current().isName("or")) {
            int at = tokens.next().at();
            left = new Expression.Logical(at, false, left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.current().isName("and")) {
            int at = tokens.next().at();
            left = new Expression.Logical(at, true, left, not());
        }
        return left;
    }

    private Expression not() {
        if (tokens.current().isName("not")) {
            return new Expression.Not(tokens.next().at(), not());
        }
        return comparison();
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        int at = tokens.current().at();
        while (true) {
            Token token = tokens.current();
            if (token.type() == TokenType.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (token.isName("not") && tokens.look().isName("in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                break;
            }
            others.add(sum());
        }
        return others.isEmpty()
                ? first
                : new Expression.Compare(at, first, List.copyOf(operators), List.copyOf(others));
    }

    private Expression sum() {
        Expression left = concat();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            Token operator = tokens.next();
            left = new Expression.Binary(operator.at(), operator.text(), left, concat());
        }
        return left;
    }

    private Expression concat() {
        int at = tokens.current().at();
        Expression first = product();
        if (!tokens.current().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skip("~")) {
            parts.add(product());
        }
        return new Expression.Concat(at, List.copyOf(parts));
    }

    private Expression product() {
        Expression left = power();
        while (tokens.current().type() == TokenType.OPERATOR
                && Set.of("*", "/", "//", "%").contains(tokens.current().text())) {
            Token operator = tokens.next();
            left = new Expression.Binary(operator.at(), operator.text(), left, power());
        }
        return left;
    }

    /** From the left, as Jinja2 does it and unlike Python. */
    private Expression power() {
        Expression left = unary(true);
        while (tokens.current().isOperator("**")) {
            int at = tokens.next().at();
            left = new Expression.Binary(at, "**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Token token = tokens.current();
        Expression value;
        if (token.isOperator("-") || token.isOperator("+")) {
            tokens.next();
            value = new Expression.Sign(token.at(), token.text().equals("-"), unary(false));
        } else {
            value = primary();
        }
        value = postfix(value);
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        switch (token.type()) {
            case NAME -> {
                return named(token);
            }
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.current().type() == TokenType.STRING) {
                    text.append(tokens.next().text());
                }
                return new Expression.Literal(token.at(), text.toString());
            }
            case INTEGER -> {
                return new Expression.Literal(token.at(), integer(token));
            }
            case FLOAT -> {
                return new Expression.Literal(
                        token.at(), Double.valueOf(token.text().replace("_", "")));
            }
            default -> {
                return bracketed(token);
            }
        }
    }

    private Expression named(Token token) {
        switch (token.text()) {
            case "true", "True" -> {
                return new Expression.Literal(token.at(), true);
            }
            case "false", "False" -> {
                return new Expression.Literal(token.at(), false);
            }
            case "none", "None" -> {
                return new Expression.Literal(token.at(), None.NONE);
            }
            default -> {
                used.add(token.text());
                return new Expression.Name(token.at(), token.text());
            }
        }
    }

    private Object integer(Token token) {
        String digits = token.text().replace("_", "");
        int radix = digits.length() < 2
                ? 10
                : switch (digits.charAt(1)) {
                    case 'x', 'X' -> 16;
                    case 'o', 'O' -> 8;
                    case 'b', 'B' -> 2;
                    default -> 10;
                };
        try {
            return Values.of(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
        } catch (NumberFormatException e) {
            throw tokens.fail(token, "'" + token.text() + "' is no number", "");
        }
    }

    private Expression bracketed(Token token) {
        if (token.isOperator("(")) {
            Expression inner = tuple(true, Set.of(), true);
            tokens.expect(")");
            return inner;
        }
        if (token.isOperator("[")) {
            List<Expression> items = new ArrayList<>();
            while (!tokens.skip("]")) {
                items.add(expression());
                if (!tokens.current().isOperator("]")) {
                    tokens.expect(",");
                }
            }
            return new Expression.ListOf(token.at(), List.copyOf(items));
        }
        if (token.isOperator("{")) {
            return dict(token);
        }
        throw tokens.fail(token, "expected an expression, got " + token.described(), "");
    }

    private Expression dict(Token open) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> items = new ArrayList<>();
        while (!tokens.skip("}")) {
            keys.add(expression());
            tokens.expect(":");
            items.add(expression());
            if (!tokens.current().isOperator("}")) {
                tokens.expect(",");
            }
        }
        return new Expression.DictOf(open.at(), List.copyOf(keys), List.copyOf(items));
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            Token token = tokens.current();
            if (token.isOperator(".")) {
                value = attribute(value);
            } else if (token.isOperator("[")) {
                value = subscript(value);
            } else if (token.isOperator("(")) {
                value = new Expression.Call(start.at(), value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression object) {
        tokens.next();
        Token name = tokens.next();
        if (name.type() == TokenType.NAME) {
            return new Expression.Attribute(name.at(), object, name.text());
        }
        if (name.type() == TokenType.INTEGER) {
            return new Expression.Item(name.at(), object, new Expression.Literal(name.at(), integer(name)));
        }
        throw tokens.fail(name, "expected a name or number after '.', got " + name.described(), "");
    }

    private Expression subscript(Expression object) {
        Token open = tokens.next();
        List<Expression> keys = new ArrayList<>();
        boolean comma = false;
        do {
            if (comma && tokens.current().isOperator("]")) {
                break;
            }
            if (keys.isEmpty() && slices()) {
                return slice(object, open, new Expression.Literal(open.at(), None.NONE));
            }
            keys.add(expression());
            if (keys.size() == 1 && tokens.current().isOperator(":")) {
                return slice(object, open, keys.get(0));
            }
            comma = tokens.skip(",");
        } while (comma);
        tokens.expect("]");
        Expression key = keys.size() == 1 ? keys.get(0) : new Expression.TupleOf(open.at(), List.copyOf(keys));
        return new Expression.Item(open.at(), object, key);
    }

    private boolean slices() {
        return tokens.current().isOperator(":");
    }

    private Expression slice(Expression object, Token open, Expression from) {
        tokens.expect(":");
        Expression none = new Expression.Literal(open.at(), None.NONE);
        Expression to = slices() || tokens.current().isOperator("]") ? none : expression();
        Expression step = tokens.skip(":") && !tokens.current().isOperator("]") ? expression() : none;
        tokens.expect("]");
        return new Expression.Slice(open.at(), object, from, to, step);
    }

    /** Arguments in parentheses. */
    CallArguments arguments() {
        tokens.expect("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression spread = null;
        Expression spreadNamed = null;
        while (!tokens.skip(")")) {
            Token token = tokens.current();
            if (token.isOperator("*") && spread == null && spreadNamed == null) {
                tokens.next();
                spread = expression();
            } else if (token.isOperator("**") && spreadNamed == null) {
                tokens.next();
                spreadNamed = expression();
            } else if (token.type() == TokenType.NAME && tokens.look().isOperator("=") && spreadNamed == null) {
                tokens.next();
                tokens.next();
                if (named.put(token.text(), expression()) != null) {
                    throw tokens.fail(token, "keyword argument '" + token.text() + "' is given twice", "");
                }
            } else if (named.isEmpty() && spread == null && spreadNamed == null) {
                positional.add(expression());
            } else {
                throw tokens.fail(
                        token,
                        "a positional argument can't follow a keyword argument or * or **",
                        "Put it before them, or name it.");
            }
            if (!tokens.current().isOperator(")")) {
                tokens.expect(",");
            }
        }
        if (positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null) {
            return CallArguments.NONE;
        }
        return new CallArguments(
                List.copyOf(positional), java.util.Collections.unmodifiableMap(named), spread, spreadNamed);
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            Token token = tokens.current();
            if (token.isOperator("|")) {
                tokens.next();
                value = filter(value);
            } else if (token.isName("is")) {
                value = test(value);
            } else if (token.isOperator("(")) {
                value = new Expression.Call(start.at(), value, arguments());
            } else {
                return value;
            }
        }
    }

    /** A filter's name and arguments, after the bar. */
    Expression.FilterCall filter(@Nullable Expression value) {
        Token name = tokens.expect(TokenType.NAME, "the name of a filter");
        String full = dotted(name);
        CallArguments arguments = tokens.current().isOperator("(") ? arguments() : CallArguments.NONE;
        return new Expression.FilterCall(name.at(), value, full, arguments);
    }

    private String dotted(Token first) {
        StringBuilder name = new StringBuilder(first.text());
        while (tokens.skip(".")) {
            name.append('.').append(tokens.expect(TokenType.NAME, "a name").text());
        }
        return name.toString();
    }

    private Expression test(Expression value) {
        tokens.next();
        boolean negated = tokens.skipName("not");
        Token name = tokens.expect(TokenType.NAME, "the name of a test");
        String full = dotted(name);
        CallArguments arguments = CallArguments.NONE;
        Token token = tokens.current();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (startsArgument(token)) {
            Expression argument = postfix(primary());
            arguments = new CallArguments(List.of(argument), Map.of(), null, null);
        }
        Expression test = new Expression.TestCall(name.at(), value, full, arguments);
        return negated ? new Expression.Not(name.at(), test) : test;
    }

    private static boolean startsArgument(Token token) {
        return switch (token.type()) {
            case NAME -> !NOT_AN_ARGUMENT_OF_A_TEST.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            default -> token.isOperator("[") || token.isOperator("{");
        };
    }
}
