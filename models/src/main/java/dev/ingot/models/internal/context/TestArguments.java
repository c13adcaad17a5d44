package dev.ingot.models.internal.context;

import dev.ingot.jinja.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The arguments of a generic test, rendered as dbt does: typed, calls without braces allowed, {@code column_name} as it is. */
public final class TestArguments {

    /** Under which the arguments are in the test's scope. */
    public static final String NAME = "_dbt_generic_test_kwargs";

    private static final Pattern CALL =
            Pattern.compile("^\\s*(env_var|ref|var|source|doc)\\s*\\(.+\\)\\s*$", Pattern.DOTALL);

    private TestArguments() {}

    public static Map<String, Object> render(
            Templates templates, String file, Map<String, @Nullable Object> arguments, Names names) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        arguments.forEach((name, value) -> rendered.put(
                name,
                name.equals("column_name")
                        ? PythonJson.pythonic(value)
                        : PythonJson.pythonic(value(templates, file, value, names))));
        return rendered;
    }

    private static @Nullable Object value(Templates templates, String file, @Nullable Object value, Names names) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> rendered = new LinkedHashMap<>();
            map.forEach((key, item) -> rendered.put(key, value(templates, file, item, names)));
            return rendered;
        }
        if (value instanceof List<?> items) {
            return items.stream()
                    .map(item -> value(templates, file, item, names))
                    .toList();
        }
        if (!(value instanceof String text)) {
            return value;
        }
        String code = CALL.matcher(text).matches() ? "{{ " + text + " }}" : text;
        return code.contains("{{") || code.contains("{%") ? templates.evaluate(file, code, names) : code;
    }
}
