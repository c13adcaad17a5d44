package dev.ingot.jinja.internal;

import dev.ingot.jinja.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scope of variables. Few are in one, so they are found by a walk over an array, which is quicker than a map.
 */
final class Frame {

    private static final String[] NO_NAMES = {};

    private final Activation activation;
    private final @Nullable Frame outer;
    private String[] names = NO_NAMES;
    private Object[] values = NO_NAMES;
    private int size;

    Frame(Activation activation, @Nullable Frame outer) {
        this.activation = activation;
        this.outer = outer;
    }

    Frame inner() {
        return new Frame(activation, this);
    }

    Activation activation() {
        return activation;
    }

    /** Notes where a failure that may follow belongs. */
    void at(int offset) {
        activation.at(offset);
    }

    void set(String name, Object value) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                values[i] = value;
                return;
            }
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size + 4 + size);
            values = Arrays.copyOf(values, names.length, Object[].class);
        }
        names[size] = name;
        values[size++] = value;
    }

    @Nullable
    Object find(String name) {
        for (Frame frame = this; frame != null; frame = frame.outer) {
            for (int i = 0; i < frame.size; i++) {
                if (frame.names[i].equals(name)) {
                    return frame.values[i];
                }
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
            all.addAll(own(frame));
        }
        return all;
    }

    private static List<String> own(Frame frame) {
        return Arrays.asList(frame.names).subList(0, frame.size);
    }

    /** The variables of this scope alone, as a module offers them. */
    List<String> own() {
        return own(this);
    }
}
