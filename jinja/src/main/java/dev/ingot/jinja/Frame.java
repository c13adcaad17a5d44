package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scope of variables. */
final class Frame {

    final Activation activation;
    /** The variables of this scope alone. */
    final Map<String, Object> variables = new LinkedHashMap<>();

    private final @Nullable Frame outer;

    Frame(Activation activation, @Nullable Frame outer) {
        this.activation = activation;
        this.outer = outer;
    }

    Frame inner() {
        return new Frame(activation, this);
    }

    /** Notes where a failure that may follow belongs. */
    void at(int offset) {
        activation.at = offset;
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    @Nullable
    Object find(String name) {
        for (Frame frame = this; frame != null; frame = frame.outer) {
            Object value = frame.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return activation.outer(name);
    }

    Object get(String name) {
        Object value = find(name);
        return value != null
                ? value
                : activation.undefined(
                        name, "'" + name + "' is undefined", () -> Suggestions.didYouMean(name, visible()));
    }

    private List<String> visible() {
        List<String> all = new ArrayList<>(activation.outerNames());
        for (Frame frame = this; frame != null; frame = frame.outer) {
            all.addAll(frame.variables.keySet());
        }
        return all;
    }
}
