package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Values as JSON text, as Python's {@code json.dumps} writes it: ASCII only, non-finite numbers as NaN and Infinity. */
public final class Json {

    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;
    private final int indent;

    private Json(boolean sorted, int indent) {
        this.sorted = sorted;
        this.indent = indent;
    }

    /** On one line. */
    public static String write(Object value, boolean sorted) {
        return write(value, sorted, -1);
    }

    /**
     * @param sorted whether the keys of a dict are put in order
     * @param indent spaces for each level, each item on its own line; negative: all on one line
     * @throws EvaluationException if JSON has no such value
     */
    public static String write(Object value, boolean sorted, int indent) {
        Json json = new Json(sorted, indent);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int level) {
        if (value instanceof Map<?, ?> map) {
            List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            if (sorted) {
                entries.sort((a, b) -> Values.compare(Values.of(a.getKey()), Values.of(b.getKey())));
            }
            items('{', '}', entries.iterator(), level, entry -> {
                quoted(key(Values.of(entry.getKey())));
                out.append(": ");
                value(Values.of(entry.getValue()), level + 1);
            });
        } else if (value instanceof List<?>) {
            items('[', ']', Values.iterate(value), level, item -> value(item, level + 1));
        } else if (value instanceof String text) {
            quoted(text);
        } else {
            out.append(scalar(value, "Object of type " + Values.typeName(value) + " is not JSON serializable"));
        }
    }

    private <T> void items(char open, char close, Iterator<T> items, int level, Consumer<T> one) {
        out.append(open);
        boolean any = items.hasNext();
        while (items.hasNext()) {
            newLine(level + 1);
            one.accept(items.next());
            if (items.hasNext()) {
                out.append(indent < 0 ? ", " : ",");
            }
        }
        if (any) {
            newLine(level);
        }
        out.append(close);
    }

    private void newLine(int level) {
        if (indent >= 0) {
            out.append('\n').append(" ".repeat(indent * level));
        }
    }

    private static String key(Object key) {
        return key instanceof String text
                ? text
                : scalar(key, "keys must be str, int, float, bool or None, not " + Values.typeName(key));
    }

    private static String scalar(Object value, String failure) {
        if (value instanceof None) {
            return "null";
        }
        if (value instanceof Boolean flag) {
            return flag ? "true" : "false";
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number.toString();
        }
        if (value instanceof Number) {
            return Values.print(value);
        }
        throw new EvaluationException(failure);
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\"\\\n\r\t\b\f".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("\"\\nrtbf".charAt(escape));
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
