package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Python's {@code iter} and {@code len}. */
public final class Iteration {

    private Iteration() {}

    static boolean isIterable(Object value) {
        return value instanceof String
                || value instanceof Iterable<?>
                || value instanceof Map<?, ?>
                || value instanceof Undefined;
    }

    public static Iterator<Object> iterate(Object value) {
        if (value instanceof List<?> list) {
            return new Live(list);
        }
        if (value instanceof String text) {
            return text.codePoints()
                    .mapToObj(point -> (Object) Character.toString(point))
                    .iterator();
        }
        if (value instanceof Map<?, ?> map) {
            return converted(map.keySet().iterator());
        }
        if (value instanceof Iterable<?> iterable) {
            return converted(iterable.iterator());
        }
        if (value instanceof Undefined undefined) {
            return undefined.iterator();
        }
        throw new EvaluationException("'" + Types.name(value) + "' object is not iterable");
    }

    /** The length, or an error for values that have none. */
    static int length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof java.util.Collection<?> collection) {
            return collection.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Undefined undefined) {
            undefined.checkSoftUse();
            return 0;
        }
        throw new EvaluationException("object of type '" + Types.name(value) + "' has no len()");
    }

    private static Iterator<Object> converted(Iterator<?> items) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Object next() {
                return Values.of(items.next());
            }
        };
    }

    /** Walks by index, so that a list that changes under the loop behaves as in Python instead of failing. */
    private static final class Live implements Iterator<Object> {
        private final List<?> list;
        private int next;

        Live(List<?> list) {
            this.list = list;
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public Object next() {
            if (next >= list.size()) {
                throw new NoSuchElementException();
            }
            return Values.of(list.get(next++));
        }
    }
}
