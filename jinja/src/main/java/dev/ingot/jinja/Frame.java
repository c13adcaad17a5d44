package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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

    /** Work whose failure, if it has no place yet, is shown at that offset of the source. */
    <T> T at(int offset, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw placed(offset, e);
        }
    }

    RuntimeException placed(int offset, RuntimeException failure) {
        boolean done = failure instanceof TemplateException || failure instanceof ReturnValue;
        return done ? failure : activation.source.failure(offset, failure);
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
        List<String> all = new ArrayList<>(activation.names.known());
        all.addAll(activation.jinja.globals.keySet());
        for (Frame frame = this; frame != null; frame = frame.outer) {
            all.addAll(frame.variables.keySet());
        }
        return all;
    }
}
