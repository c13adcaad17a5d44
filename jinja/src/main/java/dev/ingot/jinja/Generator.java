package dev.ingot.jinja;

import java.util.Iterator;

/** Python's generator: can be walked once, has no length, is always true. */
record Generator(String kind, Iterator<Object> iterator) implements Iterable<Object> {

    @Override
    public String toString() {
        return "<generator object " + kind + ">";
    }
}
