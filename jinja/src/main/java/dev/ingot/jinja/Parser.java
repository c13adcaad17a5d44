package dev.ingot.jinja;

import static dev.ingot.jinja.Statement.simple;

import dev.ingot.jinja.Expression.Call;
import dev.ingot.jinja.Expression.Filtering;
import dev.ingot.jinja.Statement.Flow;
import dev.ingot.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Parses a template's tags into statements. */
final class Parser extends ExpressionParser {

    private static final Set<String> TAGS =
            Set.of("for if set macro call filter do with break continue include import from print".split(" "));

    private final Jinja jinja;
    /** Open tags, innermost first, for messages. */
    private final Deque<Open> open = new ArrayDeque<>();

    private int loops;
    /** Offset of the tag that ended the last body. */
    private int endingAt;

    private record Open(Token token, List<String> ends) {

        String wanted() {
            return String.join(" or ", new TreeSet<>(ends));
        }
    }

    private Parser(Source source, Jinja jinja) {
        super(source, jinja);
        this.jinja = jinja;
    }

    static Template parse(Source source, Jinja jinja) {
        try {
            return new Template(source, jinja, new Parser(source, jinja).body(List.of()));
        } catch (StackOverflowError e) {
            throw source.failure(TemplateException.Kind.LIMIT, 0, "the template is nested too deeply", "", null);
        }
    }

    /** An expression that is the whole text. */
    static Expression parseExpression(String text) {
        Parser parser = new Parser(new Source("expression", "{{" + text + "}}"), Jinja.standard());
        parser.next();
        Expression expression = parser.tuple();
        parser.expect(Kind.PRINT_END, "the end of the expression");
        parser.expect(Kind.END, "the end of the expression");
        return expression;
    }

    /** Statements up to a tag of {@code ends}, which is left as the current token after its opening. */
    private List<Statement> body(List<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = next();
            switch (token.kind()) {
                case TEXT -> {
                    if (!token.text().isEmpty()) {
                        body.add(new Statement.Text(token.text()));
                    }
                }
                case PRINT_BEGIN -> {
                    body.add(print(tuple()));
                    expect(Kind.PRINT_END, "end of print statement");
                }
                case TAG_BEGIN -> {
                    if (ends.stream().anyMatch(this::at)) {
                        endingAt = token.at();
                        return List.copyOf(body);
                    }
                    body.add(statement(token));
                    expect(Kind.TAG_END, "end of statement block");
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw unclosed(open.element());
                    }
                    return List.copyOf(body);
                }
            }
        }
    }

    private TemplateException unclosed(Open tag) {
        return fail(
                tag.token(),
                "'" + tag.token().text() + "' is not closed: the template ends where " + tag.wanted() + " was expected",
                "Add {% " + tag.ends().get(0) + " %}.");
    }

    private static Statement print(Expression value) {
        return simple((frame, out) -> print(out, value.evaluate(frame), frame, value.at()));
    }

    private static void print(Output out, Object value, Frame frame, int at) {
        out.print(value, frame.at(at, () -> Values.print(value)));
    }

    private Statement statement(Token begin) {
        Token tag = expect(Kind.NAME, "the name of a tag");
        return switch (tag.text()) {
            case "for" -> loop(tag);
            case "if" -> condition(tag);
            case "set" -> set(tag);
            case "macro" -> definition(begin, tag);
            case "call" -> call(begin, tag);
            case "filter" -> filter(tag);
            case "do" -> {
                Expression value = tuple();
                yield simple((frame, out) -> value.evaluate(frame));
            }
            case "print" -> printAll();
            case "with" -> with(tag);
            case "break" -> jump(tag, Flow.BREAK);
            case "continue" -> jump(tag, Flow.CONTINUE);
            case "include" -> include(tag);
            case "import" -> importAll(tag);
            case "from" -> importSome(tag);
            default -> {
                if (!jinja.blockTags.contains(tag.text())) {
                    throw unknown(tag);
                }
                yield definition(begin, tag);
            }
        };
    }

    private TemplateException unknown(Token tag) {
        Open innermost = open.peek();
        if (innermost != null && tag.text().startsWith("end")) {
            return fail(
                    tag,
                    "unexpected '" + tag.text() + "'",
                    "The innermost open tag is '" + innermost.token().text() + "'; it ends with " + innermost.wanted()
                            + ".");
        }
        Set<String> known = new HashSet<>(TAGS);
        known.addAll(jinja.blockTags);
        return fail(tag, "unknown tag '" + tag.text() + "'", Suggestions.didYouMean(tag.text(), known));
    }

    /** The body of a tag, after the rest of it; the tag that ends it has not been read after this. */
    private List<Statement> block(Token tag, String... ends) {
        skip(":");
        expect(Kind.TAG_END, "end of statement block");
        open.push(new Open(tag, List.of(ends)));
        List<Statement> body = body(List.of(ends));
        open.pop();
        return body;
    }

    /** The last body of a tag, with the tag that ends it. */
    private List<Statement> lastBlock(Token tag) {
        List<Statement> body = block(tag, "end" + tag.text());
        next();
        return body;
    }

    private Target target(boolean namespaceAllowed, String stop) {
        int at = current().at();
        List<Target> targets = new ArrayList<>();
        boolean comma = false;
        while (!endsTuple(stop)) {
            targets.add(singleTarget(namespaceAllowed, stop));
            if (!skip(",")) {
                break;
            }
            comma = true;
        }
        if (targets.isEmpty()) {
            throw unexpected("a name to assign to");
        }
        return comma ? Target.tuple(at, targets) : targets.get(0);
    }

    private Target singleTarget(boolean namespaceAllowed, String stop) {
        if (skip("(")) {
            Target inner = target(namespaceAllowed, stop);
            expect(")");
            return inner;
        }
        Token name = name();
        if (!namespaceAllowed || !skip(".")) {
            return Target.variable(name.text());
        }
        used.add(name.text());
        String attribute = expect(Kind.NAME, "the name of an attribute").text();
        return Target.attribute(name.at(), name.text(), attribute);
    }

    private Statement loop(Token tag) {
        Target target = target(false, "in");
        expect("in");
        Expression items = tuple(false, "recursive");
        Expression condition = skip("if") ? expression() : null;
        boolean recursive = skip("recursive");
        loops++;
        List<Statement> body = block(tag, "endfor", "else");
        loops--;
        List<Statement> otherwise = next().is("else") ? lastBlock(tag) : List.of();
        return new ForLoop(target, items, condition, recursive, body, otherwise);
    }

    private Statement jump(Token tag, Flow flow) {
        if (loops == 0) {
            throw fail(tag, "'" + tag.text() + "' outside of a loop", "");
        }
        return (frame, out) -> flow;
    }

    private Statement condition(Token tag) {
        Expression condition = tuple(false, "");
        List<Statement> then = block(tag, "endif", "else", "elif");
        Token end = next();
        List<Statement> otherwise =
                end.is("elif") ? List.of(condition(tag)) : end.is("else") ? lastBlock(tag) : List.of();
        return (frame, out) -> Statement.all(condition.truth(frame) ? then : otherwise, frame, out);
    }

    private Statement set(Token tag) {
        Target target = target(true, "=");
        if (skip("=")) {
            Expression value = tuple();
            return simple((frame, out) -> target.assign(frame, value.evaluate(frame)));
        }
        List<Filtering> filters = skip("|") ? filterChain() : List.of();
        List<Statement> body = lastBlock(tag);
        return simple((frame, out) -> target.assign(frame, filtered(filters, body, frame)));
    }

    private Statement filter(Token tag) {
        List<Filtering> filters = filterChain();
        List<Statement> body = lastBlock(tag);
        return simple((frame, out) -> print(out, filtered(filters, body, frame), frame, tag.at()));
    }

    private List<Filtering> filterChain() {
        List<Filtering> filters = new ArrayList<>();
        do {
            filters.add(filter());
        } while (skip("|"));
        return filters;
    }

    private static Object filtered(List<Filtering> filters, List<Statement> body, Frame frame) {
        Object value = Statement.rendered(body, frame.inner());
        for (Filtering filter : filters) {
            Object input = value;
            value = frame.at(filter.at(), () -> filter.apply(frame, input));
        }
        return value;
    }

    private Statement printAll() {
        List<Statement> parts = new ArrayList<>();
        do {
            parts.add(print(expression()));
        } while (skip(","));
        return (frame, out) -> Statement.all(parts, frame, out);
    }

    private Statement with(Token tag) {
        Map<String, Expression> values = new LinkedHashMap<>();
        while (current().kind() != Kind.TAG_END && !at(":")) {
            if (!values.isEmpty()) {
                expect(",");
            }
            String name = name().text();
            expect("=");
            values.put(name, expression());
        }
        List<Statement> body = lastBlock(tag);
        return (frame, out) -> {
            Frame inner = frame.inner();
            values.forEach((name, value) -> inner.set(name, value.evaluate(frame)));
            return Statement.all(body, inner, out);
        };
    }

    private Statement definition(Token begin, Token tag) {
        String name = name().text();
        List<Macro.Parameter> parameters = signature();
        return new Statement.Define(macro(begin, tag, name, parameters, tag.is("macro") ? Map.of() : options()));
    }

    private Macro macro(
            Token begin, Token tag, String name, List<Macro.Parameter> parameters, Map<String, Object> options) {
        Set<String> outside = Set.copyOf(used);
        used.clear();
        int outerLoops = loops;
        loops = 0;
        skip(":");
        int bodyAt = current().end();
        List<Statement> body = lastBlock(tag);
        loops = outerLoops;
        Set<String> inside = Set.copyOf(used);
        used.addAll(outside);
        int end = current().end();
        return new Macro(tag.text(), name, parameters, options, inside, body, begin.at(), bodyAt, endingAt, end);
    }

    /** {@code , default} or {@code , adapter='x'} after the name of a registered tag. */
    private Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        while (skip(",")) {
            String name = expect(Kind.NAME, "the name of an option").text();
            Object value = true;
            if (skip("=")) {
                Token at = current();
                value = expression()
                        .constant()
                        .orElseThrow(() -> fail(at, "the option '" + name + "' must be a constant", ""));
            }
            options.put(name, value);
        }
        return options;
    }

    private List<Macro.Parameter> signature() {
        List<Macro.Parameter> parameters = new ArrayList<>();
        if (!skip("(")) {
            return parameters;
        }
        boolean defaults = false;
        while (more(")", parameters.isEmpty())) {
            Token name = name();
            if (skip(":")) {
                type();
            }
            Expression value = skip("=") ? expression() : null;
            if (value == null && defaults) {
                throw fail(
                        name,
                        "non-default argument '" + name.text() + "' follows default argument",
                        "Move it forward.");
            }
            defaults |= value != null;
            parameters.add(new Macro.Parameter(name.text(), value));
        }
        return parameters;
    }

    /** A parameter's type, {@code list[string]}: newer dbt versions allow it; it has no effect on evaluation. */
    private void type() {
        expect(Kind.NAME, "a type");
        if (skip("[")) {
            do {
                type();
            } while (skip(","));
            expect("]");
        }
    }

    private Statement call(Token begin, Token tag) {
        List<Macro.Parameter> parameters = signature();
        Token start = current();
        if (!(expression() instanceof Call call)) {
            throw fail(start, "expected a call", "Write {% call name(...) %}.");
        }
        Macro body = macro(begin, tag, "caller", parameters, Map.of());
        return simple((frame, out) -> {
            Object function = call.callee().evaluate(frame);
            Arguments arguments = call.arguments().evaluate(frame).with("caller", new MacroFunction(body, frame));
            print(out, call.call(frame, function, arguments), frame, call.at());
        });
    }

    private Statement include(Token tag) {
        Expression name = expression();
        boolean ignoreMissing = skip("ignore", "missing");
        boolean withContext = context(true);
        return simple((frame, out) ->
                Template.include(frame, tag.at(), name.evaluate(frame), ignoreMissing, withContext, out));
    }

    private boolean context(boolean fallback) {
        return skip("with", "context") || (!skip("without", "context") && fallback);
    }

    private Statement importAll(Token tag) {
        Expression name = expression();
        expect("as");
        String target = name().text();
        boolean withContext = context(false);
        return simple(
                (frame, out) -> frame.set(target, Template.module(frame, tag.at(), name.evaluate(frame), withContext)));
    }

    private Statement importSome(Token tag) {
        Expression name = expression();
        expect("import");
        Map<String, String> members = new LinkedHashMap<>();
        while (current().kind() == Kind.NAME && !at("with", "context") && !at("without", "context")) {
            String member = name().text();
            members.put(member, skip("as") ? name().text() : member);
            skip(",");
        }
        if (members.isEmpty()) {
            throw unexpected("a name to import");
        }
        boolean withContext = context(false);
        return simple((frame, out) -> {
            Template.Module module = Template.module(frame, tag.at(), name.evaluate(frame), withContext);
            members.forEach((member, alias) -> frame.set(alias, member(frame, module, member)));
        });
    }

    private static Object member(Frame frame, Template.Module module, String name) {
        Object value = module.attribute(name);
        String problem = "the template '" + module.name() + "' does not export '" + name + "'";
        return value != null ? value : frame.activation.undefined(name, problem);
    }
}
