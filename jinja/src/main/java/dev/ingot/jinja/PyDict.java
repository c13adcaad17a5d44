package dev.ingot.jinja;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code dict}: keeps the order of insertion, finds {@code 1}, {@code 1.0} and {@code True} under one key, and
 * refuses keys that can change. Mutable and thread-safe: each call is one step, as in Python, and a loop goes over what was
 * there when it began. Any other {@link Map} works too.
 */
public class PyDict extends AbstractMap<Object, Object> {

    private final LinkedHashMap<Object, Entry<Object, Object>> items = new LinkedHashMap<>();

    public PyDict() {}

    public PyDict(Map<?, ?> values) {
        values.forEach((key, value) -> put(Values.of(key), Values.of(value)));
    }

    /** Alternating keys and values. */
    public static PyDict of(@Nullable Object... keysAndValues) {
        PyDict dict = new PyDict();
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            dict.put(Values.of(keysAndValues[i]), Values.of(keysAndValues[i + 1]));
        }
        return dict;
    }

    @Override
    public synchronized @Nullable Object get(@Nullable Object key) {
        Entry<Object, Object> entry = items.get(Values.key(Values.of(key)));
        return entry == null ? null : entry.getValue();
    }

    @Override
    public synchronized boolean containsKey(@Nullable Object key) {
        return items.containsKey(Values.key(Values.of(key)));
    }

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
        Object hashable = Values.key(key);
        Entry<Object, Object> entry = items.get(hashable);
        if (entry != null) {
            return entry.setValue(Values.of(value));
        }
        items.put(hashable, new SimpleEntry<>(key, Values.of(value)));
        return null;
    }

    /** The value that is there, or the one that is put in its place. */
    synchronized Object putIfMissing(Object key, Object value) {
        Entry<Object, Object> entry = items.get(Values.key(key));
        if (entry == null) {
            put(key, value);
            return value;
        }
        return Values.of(entry.getValue());
    }

    @Override
    public synchronized @Nullable Object remove(@Nullable Object key) {
        Entry<Object, Object> entry = items.remove(Values.key(Values.of(key)));
        return entry == null ? null : entry.getValue();
    }

    @Override
    public synchronized void clear() {
        items.clear();
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Object, Object>> iterator() {
                synchronized (PyDict.this) {
                    return List.copyOf(items.values()).iterator();
                }
            }

            @Override
            public int size() {
                synchronized (PyDict.this) {
                    return items.size();
                }
            }
        };
    }

    @Override
    public String toString() {
        return Values.repr(this);
    }
}
