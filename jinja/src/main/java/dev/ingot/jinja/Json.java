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
                scalar(Values.of(entry.getKey()), true);
                out.append(": ");
                value(Values.of(entry.getValue()), level + 1);
            });
        } else if (value instanceof List<?>) {
            items('[', ']', Values.iterate(value), level, item -> value(item, level + 1));
        } else {
            scalar(value, false);
        }
    }

    private <T> void items(char open, char close, Iterator<T> items, int level, Consumer<T> one) {
        out.append(open);
        boolean any = items.hasNext();
        while (items.hasNext()) {
            newLine(level + 1);
            one.accept(items.next());
            out.append(!items.hasNext() ? "" : indent < 0 ? ", " : ",");
        }
        if (any) {
            newLine(level);
        }
        out.append(close);
    }

    private void newLine(int level) {
        out.append(indent < 0 ? "" : "\n" + " ".repeat(indent * level));
    }

    private void scalar(Object value, boolean key) {
        boolean quoted = key || value instanceof String;
        out.append(quoted ? "\"" : "");
        if (value instanceof String text) {
            text.chars().forEach(this::character);
        } else if (value instanceof None || value instanceof Boolean) {
            out.append(value instanceof None ? "null" : value.toString());
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            out.append(number.toString());
        } else if (value instanceof Number) {
            out.append(Values.print(value));
        } else {
            String type = Values.typeName(value);
            throw new EvaluationException(
                    key
                            ? "keys must be str, int, float, bool or None, not " + type
                            : "Object of type " + type + " is not JSON serializable");
        }
        out.append(quoted ? "\"" : "");
    }

    private void character(int c) {
        int escape = "\"\\\n\r\t\b\f".indexOf(c);
        if (escape >= 0) {
            out.append('\\').append("\"\\nrtbf".charAt(escape));
        } else {
            out.append(c < ' ' || c > '~' ? String.format("\\u%04x", c) : String.valueOf((char) c));
        }
    }
}
