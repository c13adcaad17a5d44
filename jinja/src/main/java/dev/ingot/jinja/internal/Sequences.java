package dev.ingot.jinja.internal;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lazy iterators. */
final class Sequences {

    private Sequences() {}

    static Iterator<Object> filtered(Iterator<Object> source, Predicate<Object> wanted) {
        return new Iterator<>() {
            private @Nullable Object next;

            @Override
            public boolean hasNext() {
                while (next == null && source.hasNext()) {
                    Object candidate = source.next();
                    next = wanted.test(candidate) ? candidate : null;
                }
                return next != null;
            }

            @Override
            public Object next() {
                if (!hasNext() || next == null) {
                    throw new NoSuchElementException();
                }
                Object found = next;
                next = null;
                return found;
            }
        };
    }
}
