package dev.ingot.jinja;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/** Python's {@code dict.keys()}, {@code values()} and {@code items()}: live views. */
final class DictView extends AbstractCollection<Object> {

    private final String kind;
    private final Map<?, ?> map;
    private final Function<Map.Entry<?, ?>, Object> part;

    private DictView(String kind, Map<?, ?> map, Function<Map.Entry<?, ?>, Object> part) {
        this.kind = kind;
        this.map = map;
        this.part = part;
    }

    static DictView keys(Map<?, ?> map) {
        return new DictView("dict_keys", map, entry -> Values.of(entry.getKey()));
    }

    static DictView values(Map<?, ?> map) {
        return new DictView("dict_values", map, entry -> Values.of(entry.getValue()));
    }

    static DictView items(Map<?, ?> map) {
        return new DictView("dict_items", map, entry -> PyTuple.of(entry.getKey(), entry.getValue()));
    }

    String kind() {
        return kind;
    }

    @Override
    public Iterator<Object> iterator() {
        return Iteration.mapped(map.entrySet().iterator(), part);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public String toString() {
        return kind + "(" + Printing.sequence(this, "[", "]") + ")";
    }
}
