package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Python's {@code list}: mutable, not thread-safe. Prints as Python does. Any other {@link java.util.List} works too. */
public final class PyList extends ArrayList<Object> {

    private static final long serialVersionUID = 1L;

    public PyList() {}

    public PyList(Collection<?> values) {
        super(values.size());
        values.forEach(value -> add(Values.of(value)));
    }

    public static PyList of(@Nullable Object... values) {
        return new PyList(Arrays.asList(values));
    }

    @Override
    public String toString() {
        return Values.repr(this);
    }
}
