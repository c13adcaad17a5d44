package dev.ingot.jinja;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Python's {@code tuple}: immutable, never equal to a list in templates. Prints as Python does. */
public class PyTuple extends AbstractList<Object> implements RandomAccess {

    private final Object[] items;

    public PyTuple(Collection<?> values) {
        items = values.stream().map(Values::of).toArray();
    }

    public static PyTuple of(@Nullable Object... values) {
        return new PyTuple(Arrays.asList(values));
    }

    @Override
    public Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public String toString() {
        return Values.repr(this);
    }
}
