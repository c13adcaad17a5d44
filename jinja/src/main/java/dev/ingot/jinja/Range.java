package dev.ingot.jinja;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Python's {@code range}. */
final class Range extends AbstractList<Object> implements RandomAccess {

    /** As Jinja2's sandbox, which keeps templates from looping for ever. */
    private static final long MOST = 100_000;

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    Range(long start, long stop, long step) {
        if (step == 0) {
            throw new EvaluationException("range() arg 3 must not be zero");
        }
        long span = step > 0 ? stop - start : start - stop;
        long count = span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
        if (count > MOST) {
            throw new EvaluationException(
                    TemplateException.Kind.LIMIT,
                    "range too big: " + count + " numbers, at most " + MOST + " are allowed",
                    "");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.size = (int) count;
    }

    @Override
    public Object get(int index) {
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
    }
}
