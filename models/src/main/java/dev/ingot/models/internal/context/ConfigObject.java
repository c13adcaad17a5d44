package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.models.internal.node.NodeConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code config}: sets a node's configuration while it is read, gives it while it is built.
 *
 * @param settled null while the project is read
 * @param set takes the arguments of {@code config(...)}
 */
record ConfigObject(@Nullable NodeConfig settled, Consumer<Arguments> set) implements HostObject, Callable {

    @Override
    public Object call(Arguments arguments) {
        set.accept(arguments);
        return "";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "get" -> (Callable) arguments -> find(arguments, settled == null ? Map.of() : settled.values(), false);
            case "require" ->
                (Callable) arguments -> find(arguments, settled == null ? Map.of() : settled.values(), true);
            case "meta_get" -> (Callable) arguments -> find(arguments, meta(), false);
            case "meta_require" -> (Callable) arguments -> find(arguments, meta(), true);
            case "set" ->
                (Callable) arguments -> {
                    set.accept(Arguments.NONE.with(arguments.text(0, "name"), arguments.value(1, "value")));
                    return "";
                };
            case "persist_relation_docs", "persist_column_docs" -> (Callable) arguments -> false;
            case "model" -> None.NONE;
            default -> null;
        };
    }

    private Map<String, @Nullable Object> meta() {
        return settled == null ? Map.of() : settled.block("meta");
    }

    private Object find(Arguments arguments, Map<String, @Nullable Object> values, boolean required) {
        if (settled == null) {
            return "";
        }
        String name = arguments.text(0, "name");
        Object value = values.get(name);
        if (value != null) {
            return PythonJson.pythonic(value);
        }
        if (required) {
            throw new EvaluationException("the configuration '" + name + "' is required but not set");
        }
        return arguments.value(1, "default", None.NONE);
    }

    @Override
    public Collection<String> attributeNames() {
        return List.of("get", "require", "meta_get", "meta_require");
    }
}
