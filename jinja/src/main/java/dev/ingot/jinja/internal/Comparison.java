package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's {@code ==}, {@code <} and {@code in}, and keys for hashing. */
public final class Comparison {

    private Comparison() {}

    public static boolean equal(Object left, Object right) {
        if (left == right) {
            return !(left instanceof Double number) || !number.isNaN();
        }
        if (left instanceof String text) {
            return text.equals(right);
        }
        if (left instanceof Undefined one) {
            one.checkSoftUse();
            return right instanceof Undefined;
        }
        if (right instanceof Undefined other) {
            other.checkSoftUse();
            return false;
        }
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return Numbers.equal(left, right);
        }
        if (left instanceof List<?> one && right instanceof List<?> two) {
            return sameSequenceType(one, two) && equalSequences(one, two);
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> two) {
            return equalMaps(one, two);
        }
        if (left instanceof OffsetDateTime || left instanceof ZonedDateTime) {
            return (right instanceof OffsetDateTime || right instanceof ZonedDateTime)
                    && Dates.instant(left).equals(Dates.instant(right));
        }
        return left.equals(right);
    }

    private static boolean sameSequenceType(List<?> one, List<?> two) {
        return one instanceof PyTuple == two instanceof PyTuple && one instanceof Range == two instanceof Range;
    }

    private static boolean equalSequences(List<?> one, List<?> two) {
        if (one.size() != two.size()) {
            return false;
        }
        Iterator<?> others = two.iterator();
        for (Object item : one) {
            if (!same(Values.of(item), Values.of(others.next()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(Map<?, ?> one, Map<?, ?> two) {
        if (one.size() != two.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : one.entrySet()) {
            if (!two.containsKey(entry.getKey())
                    || !same(Values.of(entry.getValue()), Values.of(two.get(entry.getKey())))) {
                return false;
            }
        }
        return true;
    }

    /** Containers compare by identity first, as Python's do. */
    private static boolean same(Object left, Object right) {
        return left == right || equal(left, right);
    }

    /** Python's order for {@code operator}, which only the message needs. */
    public static int compare(Object left, Object right, String operator) {
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof String one && right instanceof String two) {
            return byCodePoint(one, two);
        }
        if (left instanceof List<?> one && right instanceof List<?> two && sameSequenceType(one, two)) {
            return compareSequences(one, two, operator);
        }
        if (left instanceof LocalDate one && right instanceof LocalDate two) {
            return one.compareTo(two);
        }
        if (left instanceof LocalDateTime one && right instanceof LocalDateTime two) {
            return one.compareTo(two);
        }
        if (left instanceof LocalTime one && right instanceof LocalTime two) {
            return one.compareTo(two);
        }
        if (left instanceof Duration one && right instanceof Duration two) {
            return one.compareTo(two);
        }
        if (Dates.isAware(left) && Dates.isAware(right)) {
            return Dates.instant(left).compareTo(Dates.instant(right));
        }
        if (left instanceof Comparable<?>
                && left.getClass() == right.getClass()
                && left instanceof dev.ingot.jinja.HostObject) {
            @SuppressWarnings("unchecked") // both have the one class that declares the order
            Comparable<Object> comparable = (Comparable<Object>) left;
            return comparable.compareTo(right);
        }
        throw new EvaluationException("'" + operator + "' not supported between instances of '" + Types.name(left)
                + "' and '" + Types.name(right) + "'");
    }

    private static int compareSequences(List<?> one, List<?> two, String operator) {
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            Object left = Values.of(one.get(i));
            Object right = Values.of(two.get(i));
            if (!same(left, right)) {
                return compare(left, right, operator);
            }
        }
        return Integer.compare(one.size(), two.size());
    }

    /** Java orders by UTF-16 unit, Python by code point; they differ beyond the basic plane. */
    private static int byCodePoint(String one, String two) {
        int shared = Math.min(one.length(), two.length());
        for (int i = 0; i < shared; i++) {
            char a = one.charAt(i);
            char b = two.charAt(i);
            if (a != b) {
                boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
                return mixed ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), two.length());
    }

    /** Python's {@code item in container}. */
    static boolean contains(Object container, Object item) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            if (item instanceof Undefined undefined) {
                throw undefined.failure();
            }
            throw new EvaluationException("'in <string>' requires string as left operand, not " + Types.name(item));
        }
        if (container instanceof Map<?, ?> map) {
            return Members.containsKey(map, item);
        }
        if (container instanceof Set<?> set && set.contains(item)) {
            return true;
        }
        if (!Iteration.isIterable(container)) {
            throw new EvaluationException("argument of type '" + Types.name(container) + "' is not iterable");
        }
        for (Iterator<Object> items = Iteration.iterate(container); items.hasNext(); ) {
            if (same(items.next(), item)) {
                return true;
            }
        }
        return false;
    }

    /** Equal values give equal keys. */
    public static Object key(Object value) {
        if (value instanceof String || value instanceof Long) {
            return value;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        if (value instanceof Double number) {
            boolean whole = number == Math.rint(number) && !Double.isInfinite(number);
            return whole ? Values.of(new BigDecimal(number).toBigInteger()) : number;
        }
        if (value instanceof BigDecimal number) {
            BigDecimal plain = number.stripTrailingZeros();
            return plain.scale() <= 0 ? Values.of(plain.toBigInteger()) : plain.doubleValue();
        }
        if (value instanceof BigInteger) {
            return value;
        }
        if (value instanceof PyTuple tuple) {
            List<Object> keys = new ArrayList<>(tuple.size());
            tuple.forEach(item -> keys.add(key(item)));
            return new PyTuple(keys);
        }
        boolean changes = (value instanceof Collection<?> || value instanceof Map<?, ?>)
                && !(value instanceof dev.ingot.jinja.HostObject || value instanceof Range);
        if (changes) {
            throw new EvaluationException("unhashable type: '" + Types.name(value) + "'");
        }
        return value;
    }
}
