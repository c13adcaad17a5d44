package dev.ingot.jinja;

import dev.ingot.jinja.Expression.Call;
import dev.ingot.jinja.Expression.CallArguments;
import dev.ingot.jinja.Expression.Filtering;
import dev.ingot.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Parses expressions, with the precedence of Jinja2's grammar. */
class ExpressionParser extends Tokens {

    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int COMPARE = 4;
    private static final int SUM = 5;

    private static final Map<String, Object> CONSTANTS =
            Map.of("true", true, "True", true, "false", false, "False", false, "none", None.NONE, "None", None.NONE);
    private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in", "is", "if", "else");

    /** A missing else. Whatever the policy is, it prints nothing, even where undefined names fail, as in Jinja2. */
    private static final Undefined NOTHING = new Undefined(
            UndefinedPolicy.STANDARD,
            "if",
            "the inline if-expression evaluated to false and no else section was defined",
            () -> "Add an else.");

    /** Names used so far, to know whether a macro's body uses caller, varargs or kwargs. */
    final Set<String> used = new HashSet<>();

    ExpressionParser(Source source, Jinja jinja) {
        super(source, jinja);
    }

    /** An expression, with inline if. */
    final Expression expression() {
        Expression value = operation(OR);
        while (at("if")) {
            int at = next().at();
            Expression then = value;
            Expression condition = operation(OR);
            Expression otherwise = skip("else") ? expression() : Expression.literal(at, NOTHING);
            value = Expression.of(at, frame -> (condition.truth(frame) ? then : otherwise).evaluate(frame));
        }
        return value;
    }

    /** An expression, or a tuple without parentheses. */
    final Expression tuple() {
        return tuple(true, "");
    }

    /** With {@code withIf} false it is the items of a loop or a condition, where an inline if would be ambiguous. */
    final Expression tuple(boolean withIf, String stop) {
        int at = current().at();
        List<Expression> items = new ArrayList<>();
        boolean comma = false;
        while (!endsTuple(stop)) {
            items.add(withIf ? expression() : operation(OR));
            if (!skip(",")) {
                break;
            }
            comma = true;
        }
        if (items.isEmpty()) {
            throw unexpected("an expression");
        }
        return comma ? tupleOf(at, items) : items.get(0);
    }

    final boolean endsTuple(String stop) {
        Kind kind = current().kind();
        return kind == Kind.PRINT_END || kind == Kind.TAG_END || at(")") || at(stop);
    }

    private static Expression tupleOf(int at, List<Expression> items) {
        return Expression.display(at, items, frame -> new PyTuple(Expression.all(items, frame)));
    }

    /** A name that can be assigned to. */
    final Token name() {
        Token name = expect(Kind.NAME, "a name");
        if (CONSTANTS.containsKey(name.text()) || KEYWORDS.contains(name.text())) {
            throw fail(name, "can't assign to '" + name.text() + "'", "");
        }
        return name;
    }

    /** Operands and the operators between them that bind at least as tightly as {@code least}. */
    private Expression operation(int least) {
        boolean negated = least <= NOT && at("not");
        Expression left = negated ? not(next().at(), operation(NOT)) : unary(true);
        while (true) {
            int binding = binding(operator());
            if (binding < least) {
                return left;
            }
            left = binding == COMPARE ? comparison(left) : infix(next(), left, operation(binding + 1));
        }
    }

    private String operator() {
        boolean symbol = current().kind() == Kind.NAME || current().kind() == Kind.OPERATOR;
        return at("not", "in") ? "not in" : symbol ? current().text() : "";
    }

    /** How tightly an operator binds. All bind from the left: {@code **} too, unlike in Python. */
    private static int binding(String operator) {
        return switch (operator) {
            case "or" -> OR;
            case "and" -> AND;
            case "==", "!=", "<", "<=", ">", ">=", "in", "not in" -> COMPARE;
            case "+", "-" -> SUM;
            case "~" -> 6;
            case "*", "/", "//", "%" -> 7;
            case "**" -> 8;
            default -> 0;
        };
    }

    private static Expression infix(Token operator, Expression left, Expression right) {
        String symbol = operator.text();
        return Expression.of(
                operator.at(),
                switch (symbol) {
                    case "and" ->
                        frame -> {
                            Object value = left.evaluate(frame);
                            return Values.truth(value) ? right.evaluate(frame) : value;
                        };
                    case "or" ->
                        frame -> {
                            Object value = left.evaluate(frame);
                            return Values.truth(value) ? value : right.evaluate(frame);
                        };
                    case "~" -> frame -> left.print(frame) + right.print(frame);
                    default -> frame -> Operators.binary(symbol, left.evaluate(frame), right.evaluate(frame));
                });
    }

    private static Expression not(int at, Expression operand) {
        return Expression.of(at, frame -> !Values.truth(operand.evaluate(frame)));
    }

    /** {@code a < b < c}: each operand is evaluated once. */
    private Expression comparison(Expression first) {
        int at = current().at();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (binding(operator()) == COMPARE) {
            operators.add(operator());
            skip("not");
            next();
            others.add(operation(SUM));
        }
        return Expression.of(at, frame -> {
            Object left = first.evaluate(frame);
            for (int i = 0; i < others.size(); i++) {
                Object right = others.get(i).evaluate(frame);
                if (!Operators.compare(operators.get(i), left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        });
    }

    private Expression unary(boolean withFilters) {
        Token token = current();
        if (!skip("-") && !skip("+")) {
            return postfix(primary(), withFilters);
        }
        Expression operand = unary(false);
        Expression signed = Expression.display(token.at(), List.of(operand), frame -> {
            Object number = operand.evaluate(frame);
            return token.is("-") ? Operators.negate(number) : Operators.plus(number);
        });
        return postfix(signed, withFilters);
    }

    private Expression primary() {
        Token token = next();
        return switch (token.kind()) {
            case NAME -> named(token.at(), token.text());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (current().kind() == Kind.STRING) {
                    text.append(next().text());
                }
                yield Expression.literal(token.at(), text.toString());
            }
            case INTEGER -> Expression.literal(token.at(), integer(token));
            case FLOAT ->
                Expression.literal(token.at(), Double.valueOf(token.text().replace("_", "")));
            default -> bracketed(token);
        };
    }

    private Expression named(int at, String name) {
        Object constant = CONSTANTS.get(name);
        if (constant != null) {
            return Expression.literal(at, constant);
        }
        used.add(name);
        return Expression.of(at, frame -> frame.get(name));
    }

    private static Object integer(Token token) {
        String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        return Values.of(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
    }

    private Expression bracketed(Token token) {
        List<Expression> items = new ArrayList<>();
        if (token.is("(")) {
            Expression inner = at(")") ? tupleOf(token.at(), items) : tuple();
            expect(")");
            return inner;
        }
        if (token.is("[")) {
            while (more("]", items.isEmpty())) {
                items.add(expression());
            }
            return Expression.display(token.at(), items, frame -> new PyList(Expression.all(items, frame)));
        }
        if (!token.is("{")) {
            throw fail(token, "expected an expression, got " + token.described(), "");
        }
        while (more("}", items.isEmpty())) {
            items.add(expression());
            expect(":");
            items.add(expression());
        }
        return Expression.display(token.at(), items, frame -> dict(items, frame));
    }

    private static PyDict dict(List<Expression> keysAndValues, Frame frame) {
        PyDict dict = new PyDict();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i).evaluate(frame);
            Object value = keysAndValues.get(i + 1).evaluate(frame);
            frame.at(keysAndValues.get(i).at(), () -> dict.put(key, value));
        }
        return dict;
    }

    /** Attributes, items and calls of a value; then its filters and tests, of which there is nothing but a call. */
    private Expression postfix(Expression start, boolean withFilters) {
        Expression value = start;
        boolean filtered = false;
        while (true) {
            if (at("(")) {
                value = new Call(start.at(), value, arguments());
            } else if (at(".") && !filtered) {
                value = attribute(value);
            } else if (at("[") && !filtered) {
                value = subscript(value);
            } else if (withFilters && (at("|") || at("is"))) {
                filtered = true;
                value = skip("|") ? filter().of(value) : test(value);
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression object) {
        next();
        Token name = next();
        if (name.kind() == Kind.INTEGER) {
            return item(name.at(), object, Expression.literal(name.at(), integer(name)));
        }
        if (name.kind() != Kind.NAME) {
            throw fail(name, "expected a name or number after '.', got " + name.described(), "");
        }
        return Expression.of(name.at(), frame -> {
            Object target = object.evaluate(frame);
            int at = target instanceof Undefined ? object.at() : name.at();
            return frame.at(at, () -> Members.attribute(frame.activation, target, name.text()));
        });
    }

    private static Expression item(int at, Expression object, Expression key) {
        return Expression.of(at, frame -> {
            Object target = object.evaluate(frame);
            Object wanted = key.evaluate(frame);
            int place = target instanceof Undefined ? object.at() : at;
            return frame.at(place, () -> Members.item(frame.activation, target, wanted));
        });
    }

    private Expression subscript(Expression object) {
        int at = next().at();
        if (at(":")) {
            return slice(at, object, Expression.literal(at, None.NONE));
        }
        List<Expression> keys = new ArrayList<>(List.of(expression()));
        if (at(":")) {
            return slice(at, object, keys.get(0));
        }
        while (more("]", false)) {
            keys.add(expression());
        }
        return item(at, object, keys.size() > 1 ? tupleOf(at, keys) : keys.get(0));
    }

    /** {@code object[from:to:step]}; a part that is left out is None. */
    private Expression slice(int at, Expression object, Expression from) {
        List<Expression> parts = new ArrayList<>(List.of(object, from));
        while (parts.size() < 4 && skip(":")) {
            parts.add(at(":") || at("]") ? Expression.literal(at, None.NONE) : expression());
        }
        expect("]");
        return Expression.of(at, frame -> {
            List<Object> values = Expression.all(parts, frame);
            Object step = values.size() > 3 ? values.get(3) : None.NONE;
            return Slices.slice(values.get(0), values.get(1), values.get(2), step);
        });
    }

    /** Arguments in parentheses. */
    private CallArguments arguments() {
        expect("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression spread = null;
        Expression spreadNamed = null;
        for (boolean first = true; more(")", first); first = false) {
            Token token = current();
            boolean keyword = token.kind() == Kind.NAME && at(token.text(), "=");
            boolean late = at("*") ? spread != null : !at("**") && !keyword && (spread != null || !named.isEmpty());
            if (late || spreadNamed != null) {
                throw fail(
                        token,
                        "a positional argument can't follow a keyword argument or * or **",
                        "Put it before them, or name it.");
            }
            if (skip("*")) {
                spread = expression();
            } else if (skip("**")) {
                spreadNamed = expression();
            } else if (!keyword) {
                positional.add(expression());
            } else {
                skip(token.text(), "=");
                if (named.put(token.text(), expression()) != null) {
                    throw fail(token, "keyword argument '" + token.text() + "' is given twice", "");
                }
            }
        }
        return new CallArguments(positional, named, spread, spreadNamed);
    }

    /** A filter's name and arguments, after the bar. */
    final Filtering filter() {
        Token name = expect(Kind.NAME, "the name of a filter");
        return new Filtering(name.at(), false, dotted(name), at("(") ? arguments() : CallArguments.NONE);
    }

    private String dotted(Token first) {
        String name = first.text();
        while (skip(".")) {
            name += "." + expect(Kind.NAME, "a name").text();
        }
        return name;
    }

    private Expression test(Expression value) {
        next();
        boolean negated = skip("not");
        Token name = expect(Kind.NAME, "the name of a test");
        String full = dotted(name);
        CallArguments arguments = CallArguments.NONE;
        if (at("(")) {
            arguments = arguments();
        } else if (startsArgument()) {
            arguments = new CallArguments(List.of(postfix(primary(), false)), Map.of(), null, null);
        }
        Expression test = new Filtering(name.at(), true, full, arguments).of(value);
        return negated ? not(name.at(), test) : test;
    }

    private boolean startsArgument() {
        return switch (current().kind()) {
            case NAME -> !KEYWORDS.contains(current().text()) && !at("recursive");
            case STRING, INTEGER, FLOAT -> true;
            default -> at("[") || at("{");
        };
    }
}
