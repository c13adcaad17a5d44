package dev.ingot.jinja;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's {@code ==}, {@code <} and {@code in}, and keys for hashing. */
final class Comparison {

    private Comparison() {}

    static boolean equal(Object left, Object right) {
        if (left == right) {
            return !Numbers.isNan(left);
        }
        if (left instanceof Undefined || right instanceof Undefined) {
            ((Undefined) (left instanceof Undefined ? left : right)).checkSoftUse();
            return left.equals(right);
        }
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> two) {
            return sameType(one, two) && one.size() == two.size() && firstDifference(one, two) < 0;
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> two) {
            return one.size() == two.size() && one.keySet().stream().allMatch(key -> sameItem(one, two, key));
        }
        return left.equals(right);
    }

    private static boolean sameItem(Map<?, ?> one, Map<?, ?> two, Object key) {
        return two.containsKey(key) && same(Values.of(one.get(key)), Values.of(two.get(key)));
    }

    private static boolean sameType(List<?> one, List<?> two) {
        return one instanceof PyTuple == two instanceof PyTuple && one instanceof Range == two instanceof Range;
    }

    /** The index of the first items that differ, up to the shorter end; -1 if none do. */
    private static int firstDifference(List<?> one, List<?> two) {
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            if (!same(Values.of(one.get(i)), Values.of(two.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    /** Containers compare by identity first, as Python's do. */
    private static boolean same(Object left, Object right) {
        return left == right || equal(left, right);
    }

    /** Python's order for {@code operator}, which only the message needs. */
    static int compare(Object left, Object right, String operator) {
        Undefined.refuse(left);
        Undefined.refuse(right);
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof String one && right instanceof String two) {
            // Java orders by UTF-16 unit, Python by code point; they differ beyond the basic plane.
            return Arrays.compare(one.codePoints().toArray(), two.codePoints().toArray());
        }
        if (left instanceof List<?> one && right instanceof List<?> two && sameType(one, two)) {
            int at = firstDifference(one, two);
            return at < 0
                    ? Integer.compare(one.size(), two.size())
                    : compare(Values.of(one.get(at)), Values.of(two.get(at)), operator);
        }
        if (left instanceof HostObject && left instanceof Comparable<?> && left.getClass() == right.getClass()) {
            @SuppressWarnings("unchecked") // both have the one class that declares the order
            Comparable<Object> comparable = (Comparable<Object>) left;
            return comparable.compareTo(right);
        }
        throw new EvaluationException("'" + operator + "' not supported between instances of '" + Values.typeName(left)
                + "' and '" + Values.typeName(right) + "'");
    }

    /** Python's {@code item in container}. */
    static boolean contains(Object container, Object item) {
        if (container instanceof String text) {
            Undefined.refuse(item);
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw new EvaluationException(
                    "'in <string>' requires string as left operand, not " + Values.typeName(item));
        }
        if (container instanceof Map<?, ?> map) {
            return map.containsKey(Members.keyIn(map, item));
        }
        if (container instanceof Set<?> set && set.contains(item)) {
            return true;
        }
        if (!Iteration.isIterable(container)) {
            throw new EvaluationException("argument of type '" + Values.typeName(container) + "' is not iterable");
        }
        Iterator<Object> items = Values.iterate(container);
        while (items.hasNext()) {
            if (same(items.next(), item)) {
                return true;
            }
        }
        return false;
    }

    /** Equal values give equal keys. */
    static Object key(Object value) {
        if (value instanceof String || value instanceof Long) {
            return value;
        }
        if (Values.isInteger(value)) {
            return Values.of(Numbers.toBig(value));
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return value;
        }
        if (value instanceof Number) {
            BigDecimal plain = Numbers.toDecimal(value).stripTrailingZeros();
            return plain.scale() <= 0 ? Values.of(plain.toBigInteger()) : plain.doubleValue();
        }
        if (value instanceof PyTuple tuple) {
            return new PyTuple(tuple.stream().map(Comparison::key).toList());
        }
        boolean changes = (value instanceof Collection<?> || value instanceof Map<?, ?>)
                && !(value instanceof HostObject || value instanceof Range);
        if (changes) {
            throw new EvaluationException("unhashable type: '" + Values.typeName(value) + "'");
        }
        return value;
    }
}
