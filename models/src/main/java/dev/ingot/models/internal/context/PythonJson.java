package dev.ingot.models.internal.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON and YAML text as Python's {@code json.dumps} and a block-style YAML writer give it. */
public final class PythonJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PythonJson() {}

    static String json(Object value, boolean sorted) {
        if (value instanceof Map<?, ?> map) {
            Map<?, ?> ordered = sorted ? new TreeMap<>(map) : map;
            return ordered.entrySet().stream()
                    .map(entry -> quoted(Values.print(Values.of(entry.getKey()))) + ": "
                            + json(Values.of(entry.getValue()), sorted))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Collection<?> items) {
            return items.stream()
                    .map(item -> json(Values.of(item), sorted))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value == None.NONE) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Number) {
            return Values.print(value).replace("True", "true").replace("False", "false");
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        throw new EvaluationException("a " + Values.typeName(value) + " cannot be written as JSON");
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    static Object parse(String text) {
        try {
            return pythonic(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            throw new EvaluationException("not valid JSON: " + e.getOriginalMessage());
        }
    }

    /** Plain Java as mutable Python values, all the way down. */
    public static Object pythonic(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            PyDict dict = new PyDict();
            map.forEach((key, item) -> dict.put(Values.of(key), pythonic(item)));
            return dict;
        }
        if (value instanceof Collection<?> items) {
            PyList list = new PyList();
            items.forEach(item -> list.add(pythonic(item)));
            return list;
        }
        return Values.of(value);
    }

    private static boolean isBlock(Object value) {
        return (value instanceof Map<?, ?> map && !map.isEmpty())
                || (value instanceof Collection<?> items && !items.isEmpty());
    }

    static String yaml(Object value, int indent) {
        String pad = "  ".repeat(indent);
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            StringBuilder out = new StringBuilder();
            map.forEach((key, item) -> {
                Object of = Values.of(item);
                boolean block = isBlock(of);
                out.append(pad).append(Values.print(Values.of(key))).append(':');
                out.append(
                        block
                                ? "\n" + yaml(of, of instanceof Map ? indent + 1 : indent)
                                : " " + json(of, false) + "\n");
            });
            return out.toString();
        }
        if (value instanceof Collection<?> items && !items.isEmpty()) {
            StringBuilder out = new StringBuilder();
            items.forEach(item -> out.append(pad)
                    .append("- ")
                    .append(json(Values.of(item), false))
                    .append('\n'));
            return out.toString();
        }
        return json(value, false) + "\n";
    }
}
