package dev.ingot.jinja.internal;

import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.internal.Statement.Flow;
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
public final class Parser {

    private static final Set<String> TAGS = Set.of(
            "for",
            "if",
            "set",
            "macro",
            "call",
            "filter",
            "do",
            "with",
            "break",
            "continue",
            "include",
            "import",
            "from",
            "print");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Settings settings;
    /** Open tags, innermost first, for messages. */
    private final Deque<Open> open = new ArrayDeque<>();

    private int loops;
    /** Offset of the tag that ended the last body. */
    private int endingAt;

    private record Open(Token token, Set<String> wanted) {}

    private Parser(Source source, Settings settings) {
        this.settings = settings;
        this.tokens = new Tokens(source, Lexer.tokens(source, settings));
        this.expressions = new ExpressionParser(tokens);
    }

    public static Modules.Root parse(Source source, Settings settings) {
        try {
            Parser parser = new Parser(source, settings);
            return new Modules.Root(source, settings, parser.body(Set.of()));
        } catch (StackOverflowError e) {
            throw source.failure(TemplateException.Kind.LIMIT, 0, "the template is nested too deeply", "", null);
        }
    }

    /** An expression that is the whole text. */
    public static Expression parseExpression(Source source, Settings settings) {
        Source wrapped = new Source(source.name(), "{{" + source.text() + "}}");
        Tokens tokens = new Tokens(wrapped, Lexer.tokens(wrapped, settings));
        tokens.next();
        Expression expression = new ExpressionParser(tokens).tuple();
        tokens.expect(TokenType.PRINT_END, "the end of the expression");
        tokens.expect(TokenType.END, "the end of the expression");
        return expression;
    }

    /** Statements up to a tag of {@code ends}, which is left as the current token after its opening. */
    private List<Statement> body(Set<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.type()) {
                case TEXT -> {
                    if (!token.text().isEmpty()) {
                        body.add(new Statement.Text(token.text()));
                    }
                }
                case PRINT_BEGIN -> {
                    body.add(new Statement.Print(expressions.tuple()));
                    tokens.expect(TokenType.PRINT_END, "end of print statement");
                }
                case TAG_BEGIN -> {
                    Token tag = tokens.current();
                    if (tag.type() == TokenType.NAME && ends.contains(tag.text())) {
                        endingAt = token.at();
                        return List.copyOf(body);
                    }
                    body.add(statement(token));
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw unclosed();
                    }
                    return List.copyOf(body);
                }
            }
        }
    }

    private TemplateException unclosed() {
        Open innermost = open.element();
        String wanted = String.join(" or ", new TreeSet<>(innermost.wanted()));
        return tokens.fail(
                innermost.token(),
                "'" + innermost.token().text() + "' is not closed: the template ends where " + wanted + " was expected",
                "Add {% " + innermost.wanted().iterator().next() + " %}.");
    }

    private Statement statement(Token begin) {
        Token tag = tokens.expect(TokenType.NAME, "the name of a tag");
        Statement statement = switch (tag.text()) {
            case "for" -> loop(tag);
            case "if" -> condition(tag);
            case "set" -> set(tag);
            case "macro" -> definition(begin, tag);
            case "call" -> call(begin, tag);
            case "filter" -> filter(tag);
            case "do" -> new Statement.Do(expressions.tuple());
            case "print" -> print();
            case "with" -> with(tag);
            case "break" -> jump(tag, Flow.BREAK);
            case "continue" -> jump(tag, Flow.CONTINUE);
            case "include" -> include(tag);
            case "import" -> importAll(tag);
            case "from" -> importSome(tag);
            default -> {
                if (!settings.blockTags().contains(tag.text())) {
                    throw unknown(tag);
                }
                yield definition(begin, tag);
            }
        };
        tokens.expect(TokenType.TAG_END, "end of statement block");
        return statement;
    }

    private TemplateException unknown(Token tag) {
        Open innermost = open.peek();
        if (innermost != null && tag.text().startsWith("end")) {
            return tokens.fail(
                    tag,
                    "unexpected '" + tag.text() + "'",
                    "The innermost open tag is '" + innermost.token().text() + "'; it ends with "
                            + String.join(" or ", new TreeSet<>(innermost.wanted())) + ".");
        }
        Set<String> known = new HashSet<>(TAGS);
        known.addAll(settings.blockTags());
        return tokens.fail(tag, "unknown tag '" + tag.text() + "'", Suggestions.didYouMean(tag.text(), known));
    }

    /** The body of a tag, after the rest of it; the name of the tag that ends it has been read after this. */
    private List<Statement> block(Token tag, String... ends) {
        tokens.skip(":");
        tokens.expect(TokenType.TAG_END, "end of statement block");
        Set<String> wanted = new java.util.LinkedHashSet<>(List.of(ends));
        open.push(new Open(tag, wanted));
        List<Statement> body = body(wanted);
        open.pop();
        return body;
    }

    private Statement loop(Token tag) {
        Expression target = expressions.target(false, "in");
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("'in'");
        }
        Expression items = expressions.tupleWithoutIf("recursive");
        Expression condition = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        List<Statement> body = block(tag, "endfor", "else");
        loops--;
        List<Statement> otherwise = tokens.next().isName("else") ? finished(tag, "endfor") : List.of();
        return new Statement.For(target, items, condition, recursive, body, otherwise);
    }

    private List<Statement> finished(Token tag, String end) {
        List<Statement> body = block(tag, end);
        tokens.next();
        return body;
    }

    private Statement jump(Token tag, Flow flow) {
        if (loops == 0) {
            throw tokens.fail(tag, "'" + tag.text() + "' outside of a loop", "");
        }
        return new Statement.Jump(flow);
    }

    private Statement condition(Token tag) {
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        while (true) {
            Expression condition = expressions.tupleWithoutIf();
            branches.add(new Statement.Branch(condition, block(tag, "endif", "else", "elif")));
            Token end = tokens.next();
            if (end.isName("elif")) {
                continue;
            }
            if (end.isName("else")) {
                otherwise = finished(tag, "endif");
            }
            return new Statement.If(List.copyOf(branches), otherwise);
        }
    }

    private Statement set(Token tag) {
        Expression target = expressions.target(true);
        if (tokens.skip("=")) {
            return new Statement.Set(target, expressions.tuple());
        }
        List<Expression.FilterCall> filters = new ArrayList<>();
        while (tokens.skip("|")) {
            filters.add(expressions.filter(null));
        }
        return new Statement.SetBlock(target, List.copyOf(filters), finished(tag, "endset"));
    }

    private Statement filter(Token tag) {
        List<Expression.FilterCall> filters = new ArrayList<>();
        do {
            filters.add(expressions.filter(null));
        } while (tokens.skip("|"));
        return new Statement.FilterBlock(List.copyOf(filters), finished(tag, "endfilter"));
    }

    private Statement print() {
        List<Expression> values = new ArrayList<>();
        int at = tokens.current().at();
        do {
            values.add(expressions.expression());
        } while (tokens.skip(","));
        return new Statement.Print(values.size() == 1 ? values.get(0) : new Expression.Concat(at, List.copyOf(values)));
    }

    private Statement with(Token tag) {
        List<Expression> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (tokens.current().type() != TokenType.TAG_END && !tokens.current().isOperator(":")) {
            if (!targets.isEmpty()) {
                tokens.expect(",");
            }
            Token name = expressions.name();
            targets.add(new Expression.Name(name.at(), name.text()));
            tokens.expect("=");
            values.add(expressions.expression());
        }
        return new Statement.With(List.copyOf(targets), List.copyOf(values), finished(tag, "endwith"));
    }

    private Statement definition(Token begin, Token tag) {
        Token name = expressions.name();
        List<MacroNode.Parameter> parameters = tokens.current().isOperator("(") ? signature() : List.of();
        Map<String, Object> options = tag.isName("macro") ? Map.of() : options();
        return new Statement.Define(macro(begin, tag, name.text(), parameters, options));
    }

    private MacroNode macro(
            Token begin, Token tag, String name, List<MacroNode.Parameter> parameters, Map<String, Object> options) {
        Set<String> outside = new HashSet<>(expressions.used());
        expressions.used().clear();
        int outerLoops = loops;
        loops = 0;
        tokens.skip(":");
        int bodyAt = tokens.current().end();
        List<Statement> body = block(tag, "end" + tag.text());
        int bodyEnd = endingAt;
        tokens.next();
        loops = outerLoops;
        Set<String> used = new HashSet<>(expressions.used());
        expressions.used().addAll(outside);
        return new MacroNode(
                tag.text(),
                name,
                parameters,
                options,
                used.contains("caller"),
                used.contains("varargs"),
                used.contains("kwargs"),
                body,
                begin.at(),
                bodyAt,
                bodyEnd,
                tokens.current().end());
    }

    /** {@code , default} or {@code , adapter='x'} after the name of a registered tag. */
    private Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        while (tokens.skip(",")) {
            Token name = tokens.expect(TokenType.NAME, "the name of an option");
            Object value = true;
            if (tokens.skip("=")) {
                Token at = tokens.current();
                value = Constants.of(expressions.expression())
                        .orElseThrow(() -> tokens.fail(at, "the option '" + name.text() + "' must be a constant", ""));
            }
            options.put(name.text(), value);
        }
        return options;
    }

    private List<MacroNode.Parameter> signature() {
        tokens.expect("(");
        List<MacroNode.Parameter> parameters = new ArrayList<>();
        boolean defaults = false;
        while (!tokens.skip(")")) {
            Token name = expressions.name();
            if (tokens.skip(":")) {
                type();
            }
            Expression value = tokens.skip("=") ? expressions.expression() : null;
            if (value == null && defaults) {
                throw tokens.fail(
                        name,
                        "non-default argument '" + name.text() + "' follows default argument",
                        "Move it forward.");
            }
            defaults |= value != null;
            parameters.add(new MacroNode.Parameter(name.text(), value));
            if (!tokens.current().isOperator(")")) {
                tokens.expect(",");
            }
        }
        return List.copyOf(parameters);
    }

    /** A parameter's type, {@code list[string]}: newer dbt versions allow it; it has no effect on evaluation. */
    private void type() {
        tokens.expect(TokenType.NAME, "a type");
        if (tokens.skip("[")) {
            do {
                type();
            } while (tokens.skip(","));
            tokens.expect("]");
        }
    }

    private Statement call(Token begin, Token tag) {
        List<MacroNode.Parameter> parameters = tokens.current().isOperator("(") ? signature() : List.of();
        Token start = tokens.current();
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw tokens.fail(start, "expected a call", "Write {% call name(...) %}.");
        }
        return new Statement.CallBlock(start.at(), macro(begin, tag, "caller", parameters, Map.of()), call);
    }

    private Statement include(Token tag) {
        Expression name = expressions.expression();
        boolean ignore = tokens.current().isName("ignore") && tokens.look().isName("missing");
        if (ignore) {
            tokens.next();
            tokens.next();
        }
        return new Statement.Include(tag.at(), name, ignore, context(true));
    }

    private boolean context(boolean fallback) {
        Token token = tokens.current();
        if ((token.isName("with") || token.isName("without")) && tokens.look().isName("context")) {
            tokens.next();
            tokens.next();
            return token.isName("with");
        }
        return fallback;
    }

    private Statement importAll(Token tag) {
        Expression name = expressions.expression();
        if (!tokens.skipName("as")) {
            throw tokens.unexpected("'as'");
        }
        String target = expressions.name().text();
        return new Statement.Import(tag.at(), name, target, Map.of(), context(false));
    }

    private Statement importSome(Token tag) {
        Expression name = expressions.expression();
        if (!tokens.skipName("import")) {
            throw tokens.unexpected("'import'");
        }
        Map<String, String> members = new LinkedHashMap<>();
        while (tokens.current().type() == TokenType.NAME
                && !((tokens.current().isName("with") || tokens.current().isName("without"))
                        && tokens.look().isName("context"))) {
            String member = expressions.name().text();
            members.put(member, tokens.skipName("as") ? expressions.name().text() : member);
            tokens.skip(",");
        }
        if (members.isEmpty()) {
            throw tokens.unexpected("a name to import");
        }
        return new Statement.Import(tag.at(), name, null, members, context(false));
    }
}
