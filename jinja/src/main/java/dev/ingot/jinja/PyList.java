package dev.ingot.jinja;

import java.util.Arrays;
import java.util.Collection;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/** Python's {@code list}: mutable, and thread-safe as far as one call goes. Prints as Python does. Any other {@link java.util.List} works too. */
@SuppressWarnings("JdkObsolete") // its synchronization is wanted: lists are reached from several templates
public final class PyList extends Vector<Object> {

    private static final long serialVersionUID = 1L;

    public PyList() {}

    public PyList(Collection<?> values) {
        super(Math.max(1, values.size()));
        values.forEach(value -> add(Values.of(value)));
    }

    public static PyList of(@Nullable Object... values) {
        return new PyList(Arrays.asList(values));
    }

    @Override
    public synchronized String toString() {
        return Values.repr(this);
    }
}
