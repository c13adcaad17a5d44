package dev.ingot.jinja;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Python's {@code iter} and {@code len}, and lazy iterators. */
final class Iteration {

    private Iteration() {}

    static boolean isIterable(Object value) {
        return value instanceof String
                || value instanceof Iterable<?>
                || value instanceof Map<?, ?>
                || value instanceof Undefined;
    }

    static Iterator<Object> iterate(Object value) {
        if (value instanceof List<?> list) {
            // By index, so that a list that changes under a loop behaves as in Python instead of failing.
            int[] next = {0};
            return iterator(() -> next[0] < list.size(), () -> Values.of(list.get(next[0]++)));
        }
        if (value instanceof String text) {
            return text.codePoints()
                    .mapToObj(point -> (Object) Character.toString(point))
                    .iterator();
        }
        if (value instanceof Map<?, ?> map) {
            return mapped(map.keySet().iterator(), Values::of);
        }
        if (value instanceof Iterable<?> iterable) {
            return mapped(iterable.iterator(), Values::of);
        }
        if (value instanceof Undefined undefined) {
            undefined.checkSoftUse();
            return Collections.emptyIterator();
        }
        throw new EvaluationException("'" + Values.typeName(value) + "' object is not iterable");
    }

    /** The length, or an error for values that have none. */
    static int length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Undefined undefined) {
            undefined.checkSoftUse();
            return 0;
        }
        throw new EvaluationException("object of type '" + Values.typeName(value) + "' has no len()");
    }

    static Iterator<Object> iterator(BooleanSupplier hasNext, Supplier<Object> next) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return hasNext.getAsBoolean();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return next.get();
            }
        };
    }

    static <T> Iterator<Object> mapped(Iterator<T> items, Function<? super T, Object> change) {
        return iterator(items::hasNext, () -> change.apply(items.next()));
    }

    static Iterator<Object> filtered(Iterator<Object> items, Predicate<Object> wanted) {
        Deque<Object> next = new ArrayDeque<>(1);
        BooleanSupplier found = () -> {
            while (next.isEmpty() && items.hasNext()) {
                Stream.of(items.next()).filter(wanted).forEach(next::add);
            }
            return !next.isEmpty();
        };
        return iterator(found, next::remove);
    }
}
