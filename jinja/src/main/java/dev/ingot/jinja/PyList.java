package dev.ingot.jinja;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Python's {@code list}: mutable, not thread-safe. Prints as Python does. Any other {@link java.util.List} works too. */
public final class PyList extends AbstractList<Object> implements RandomAccess {

    private final ArrayList<Object> items;

    public PyList() {
        items = new ArrayList<>();
    }

    public PyList(Collection<?> values) {
        items = new ArrayList<>(values.size());
        for (Object value : values) {
            items.add(Values.of(value));
        }
    }

    public static PyList of(@Nullable Object... values) {
        PyList list = new PyList();
        for (Object value : values) {
            list.add(Values.of(value));
        }
        return list;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public Object set(int index, Object value) {
        return items.set(index, Values.of(value));
    }

    @Override
    public void add(int index, Object value) {
        items.add(index, Values.of(value));
    }

    @Override
    public boolean add(Object value) {
        return items.add(Values.of(value));
    }

    @Override
    public Object remove(int index) {
        return items.remove(index);
    }

    @Override
    public String toString() {
        return Values.repr(this);
    }
}
