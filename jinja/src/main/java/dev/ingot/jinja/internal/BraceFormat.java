package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;

/** Python's {@code template.format(...)}: {@code {}}, {@code {0}}, {@code {name.attribute[item]!r:>10}}. */
final class BraceFormat {

    private static final Activation PLAIN = Activation.none();

    private final Arguments arguments;
    private int next;
    private boolean numbered;

    private BraceFormat(Arguments arguments) {
        this.arguments = arguments;
    }

    static String format(String template, Arguments arguments) {
        return new BraceFormat(arguments).format(template, 2);
    }

    /** A specification may hold fields itself, {@code {:{width}}}, but no deeper. */
    private String format(String template, int depth) {
        if (depth == 0) {
            throw new EvaluationException("Max string recursion exceeded");
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            boolean doubled = i + 1 < template.length() && template.charAt(i + 1) == c;
            if (c != '{' && c != '}') {
                out.append(c);
                i++;
            } else if (doubled) {
                out.append(c);
                i += 2;
            } else if (c == '}') {
                throw new EvaluationException("Single '}' encountered in format string");
            } else {
                int end = closing(template, i);
                out.append(field(template.substring(i + 1, end), depth));
                i = end + 1;
            }
        }
        return out.toString();
    }

    private static int closing(String template, int open) {
        int depth = 0;
        for (int i = open; i < template.length(); i++) {
            char c = template.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new EvaluationException(
                open + 1 < template.length()
                        ? "expected '}' before end of string"
                        : "Single '{' encountered in format string");
    }

    private String field(String field, int depth) {
        int colon = field.indexOf(':');
        int bracket = field.indexOf('[');
        if (bracket >= 0 && bracket < colon) {
            colon = field.indexOf(':', field.indexOf(']', bracket));
        }
        String head = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : format(field.substring(colon + 1), depth - 1);
        int bang = head.indexOf('!');
        String path = bang < 0 ? head : head.substring(0, bang);
        Object value = value(path);
        if (bang >= 0) {
            value = switch (head.substring(bang + 1)) {
                case "s" -> Values.print(value);
                case "r", "a" -> Printing.repr(value);
                default -> throw new EvaluationException("Unknown conversion specifier " + head.substring(bang + 1));
            };
        }
        return FormatSpec.format(value, spec);
    }

    private Object value(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        Object value = root(path.substring(0, end));
        int i = end;
        while (i < path.length()) {
            boolean item = path.charAt(i) == '[';
            int stop = i + 1;
            while (stop < path.length() && (item ? path.charAt(stop) != ']' : ".[".indexOf(path.charAt(stop)) < 0)) {
                stop++;
            }
            String key = path.substring(i + 1, stop);
            boolean number = item && key.matches("\\d+");
            value = item
                    ? Members.item(PLAIN, value, number ? (Object) Long.valueOf(key) : key)
                    : Members.attribute(PLAIN, value, key);
            if (value instanceof Undefined undefined) {
                throw undefined.failure();
            }
            i = item ? stop + 1 : stop;
        }
        return value;
    }

    private Object root(String name) {
        if (name.isEmpty() || name.matches("\\d+")) {
            if (name.isEmpty() ? numbered : next > 0) {
                throw new EvaluationException("cannot mix {} and {0} in one format string");
            }
            numbered = !name.isEmpty();
            int index = name.isEmpty() ? next++ : Integer.parseInt(name);
            if (index >= arguments.positional().size()) {
                throw new EvaluationException("Replacement index " + index + " out of range for positional args tuple");
            }
            return arguments.positional().get(index);
        }
        Object value = arguments.named().get(name);
        if (value == null) {
            throw new EvaluationException("KeyError: " + Printing.repr(name));
        }
        return value;
    }
}
