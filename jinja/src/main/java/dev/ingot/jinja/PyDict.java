package dev.ingot.jinja;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code dict}: keeps the order of insertion, finds {@code 1}, {@code 1.0} and {@code True} under one key, and
 * refuses keys that can change. Mutable, not thread-safe. Any other {@link Map} works too.
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
    public @Nullable Object get(@Nullable Object key) {
        Entry<Object, Object> entry = items.get(Values.key(Values.of(key)));
        return entry == null ? null : entry.getValue();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return items.containsKey(Values.key(Values.of(key)));
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
        Object hashable = Values.key(key);
        Entry<Object, Object> entry = items.get(hashable);
        if (entry != null) {
            return entry.setValue(Values.of(value));
        }
        items.put(hashable, new SimpleEntry<>(key, Values.of(value)));
        return null;
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        Entry<Object, Object> entry = items.remove(Values.key(Values.of(key)));
        return entry == null ? null : entry.getValue();
    }

    @Override
    public void clear() {
        items.clear();
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Object, Object>> iterator() {
                return items.values().iterator();
            }

            @Override
            public int size() {
                return items.size();
            }
        };
    }

    @Override
    public String toString() {
        return Values.repr(this);
    }
}
