package dev.ingot.jinja;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code template.format(...)}: {@code {}}, {@code {0}}, {@code {name.attribute[item]!r:>10}}. */
final class BraceFormat {

    /** A doubled brace, or a field, in whose specification fields may stand, but no deeper. */
    private static final Pattern PIECE = Pattern.compile(
            "(\\{\\{|}})|\\{((?:\\[[^]]*]|[^{}:!])*+)(?:!([^{}:]*))?(?::((?:[^{}]|\\{[^{}]*})*+))?}|[{}]");

    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]*)|\\[([^]]*)]");

    private final Arguments arguments;
    private int next;
    private boolean numbered;

    private BraceFormat(Arguments arguments) {
        this.arguments = arguments;
    }

    static String format(String template, Arguments arguments) {
        return new BraceFormat(arguments).format(template);
    }

    private String format(String template) {
        return PIECE.matcher(template).replaceAll(piece -> Matcher.quoteReplacement(piece(piece, template)));
    }

    private String piece(MatchResult piece, String template) {
        if (piece.group(1) != null) {
            return piece.group(1).substring(1);
        }
        if (piece.group(2) == null) {
            boolean open = piece.group().equals("{") && piece.end() < template.length();
            throw new EvaluationException(
                    open
                            ? "expected '}' before end of string"
                            : "Single '" + piece.group() + "' encountered in format string");
        }
        Object value = value(piece.group(2));
        String conversion = piece.group(3);
        if (conversion != null) {
            value = switch (conversion) {
                case "s" -> Values.print(value);
                case "r", "a" -> Values.repr(value);
                default -> throw new EvaluationException("Unknown conversion specifier " + conversion);
            };
        }
        return FormatSpec.format(value, piece.group(4) == null ? "" : format(piece.group(4)));
    }

    private Object value(String path) {
        String name = path.split("[.\\[]", 2)[0];
        Object value = root(name);
        Matcher steps = STEP.matcher(path).region(name.length(), path.length());
        while (steps.find()) {
            String item = steps.group(2);
            value = item == null
                    ? Members.attribute(Activation.none(), value, steps.group(1))
                    : Members.item(Activation.none(), value, item.matches("\\d+") ? (Object) Long.valueOf(item) : item);
            Undefined.refuse(value);
        }
        return value;
    }

    private Object root(String name) {
        boolean automatic = name.isEmpty();
        if (!automatic && !name.matches("\\d+")) {
            Object value = arguments.named().get(name);
            if (value == null) {
                throw new EvaluationException("KeyError: " + Values.repr(name));
            }
            return value;
        }
        if (automatic ? numbered : next > 0) {
            throw new EvaluationException("cannot mix {} and {0} in one format string");
        }
        numbered = !automatic;
        int index = automatic ? next++ : Integer.parseInt(name);
        if (index >= arguments.positional().size()) {
            throw new EvaluationException("Replacement index " + index + " out of range for positional args tuple");
        }
        return arguments.positional().get(index);
    }
}
