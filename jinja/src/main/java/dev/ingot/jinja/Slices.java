package dev.ingot.jinja;

import java.util.List;

/** Python's {@code value[from:to:step]}. */
final class Slices {

    private Slices() {}

    static Object slice(Object target, Object from, Object to, Object step) {
        if (target instanceof Undefined undefined) {
            return undefined.member(undefined.name());
        }
        if (!(target instanceof String || target instanceof List<?>)) {
            throw new EvaluationException("'" + Values.typeName(target) + "' object is not subscriptable by a slice");
        }
        PyList part = part(Values.list(target), from, to, step);
        return target instanceof String
                ? String.join("", part.stream().map(Values::print).toList())
                : target instanceof PyTuple ? new PyTuple(part) : part;
    }

    private static PyList part(PyList all, Object from, Object to, Object step) {
        long every = step instanceof None ? 1 : index(step);
        if (every == 0) {
            throw new EvaluationException("slice step cannot be zero");
        }
        int size = all.size();
        long low = every > 0 ? 0 : -1;
        long high = every > 0 ? size : size - 1L;
        long first = from instanceof None ? (every > 0 ? low : high) : clamp(index(from), size, low, high);
        long last = to instanceof None ? (every > 0 ? high : low) : clamp(index(to), size, low, high);
        PyList part = new PyList();
        for (long i = first; every > 0 ? i < last : i > last; i += every) {
            part.add(all.get((int) i));
        }
        return part;
    }

    private static long clamp(long index, int size, long low, long high) {
        return Math.max(low, Math.min(high, index < 0 ? index + size : index));
    }

    private static long index(Object value) {
        if (!Values.isInteger(value)) {
            throw new EvaluationException("slice indices must be integers or None");
        }
        long index = Numbers.toBig(value).longValue();
        return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, index));
    }
}
