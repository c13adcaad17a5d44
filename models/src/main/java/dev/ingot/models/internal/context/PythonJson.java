package dev.ingot.models.internal.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Json;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text as values, and values as block-style YAML. */
public final class PythonJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PythonJson() {}

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
        return TimeValue.of(value);
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
                                : " " + Json.write(of, false) + "\n");
            });
            return out.toString();
        }
        if (value instanceof Collection<?> items && !items.isEmpty()) {
            StringBuilder out = new StringBuilder();
            items.forEach(item -> out.append(pad)
                    .append("- ")
                    .append(Json.write(Values.of(item), false))
                    .append('\n'));
            return out.toString();
        }
        return Json.write(value, false) + "\n";
    }
}
