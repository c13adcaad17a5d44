package dev.ingot.jinja.internal;

import java.util.Iterator;

/** Python's generator: can be walked once, has no length, is always true. */
final class Generator implements Iterable<Object> {

    private final String kind;
    private final Iterator<Object> items;

    Generator(String kind, Iterator<Object> items) {
        this.kind = kind;
        this.items = items;
    }

    @Override
    public Iterator<Object> iterator() {
        return items;
    }

    @Override
    public String toString() {
        return "<generator object " + kind + ">";
    }
}
