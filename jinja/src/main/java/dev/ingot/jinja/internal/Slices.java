package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import java.util.List;

/** Python's {@code value[from:to:step]}. */
final class Slices {

    private Slices() {}

    static Object slice(Object target, Object from, Object to, Object step) {
        if (target instanceof Undefined undefined) {
            return undefined.member(undefined.name());
        }
        if (target instanceof String text) {
            int[] points = text.codePoints().toArray();
            StringBuilder out = new StringBuilder();
            walk(points.length, from, to, step, index -> out.appendCodePoint(points[index]));
            return out.toString();
        }
        if (target instanceof List<?> list) {
            PyList out = new PyList();
            walk(list.size(), from, to, step, index -> out.add(dev.ingot.jinja.Values.of(list.get(index))));
            return list instanceof PyTuple ? new PyTuple(out) : out;
        }
        throw new EvaluationException("'" + Types.name(target) + "' object is not subscriptable by a slice");
    }

    private static void walk(int size, Object from, Object to, Object step, java.util.function.IntConsumer take) {
        long every = step instanceof None ? 1 : index(step);
        if (every == 0) {
            throw new EvaluationException("slice step cannot be zero");
        }
        long low = every > 0 ? 0 : -1;
        long high = every > 0 ? size : size - 1L;
        long first = from instanceof None ? (every > 0 ? low : high) : clamp(index(from), size, low, high);
        long last = to instanceof None ? (every > 0 ? high : low) : clamp(index(to), size, low, high);
        for (long i = first; every > 0 ? i < last : i > last; i += every) {
            take.accept((int) i);
        }
    }

    private static long clamp(long index, int size, long low, long high) {
        long absolute = index < 0 ? index + size : index;
        return Math.max(low, Math.min(high, absolute));
    }

    private static long index(Object value) {
        if (!Types.isInteger(value)) {
            throw new EvaluationException("slice indices must be integers or None");
        }
        return Math.max(
                Integer.MIN_VALUE,
                Math.min(Integer.MAX_VALUE, Numbers.toBig(value).longValue()));
    }
}
