package dev.ingot.jinja.internal;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]}: the one tries attributes first, the other items first. */
final class Members {

    private Members() {}

    static Object attribute(Activation activation, Object target, String name) {
        if (target instanceof Undefined undefined) {
            return undefined.member(name);
        }
        Object found = ownAttribute(target, name);
        if (found == null) {
            found = ownItem(target, name);
        }
        return found == null ? missing(activation, target, name) : Values.of(found);
    }

    static Object item(Activation activation, Object target, Object key) {
        if (target instanceof Undefined undefined) {
            return undefined.member(Values.print(key));
        }
        Object found = ownItem(target, key);
        if (found == null && key instanceof String name) {
            found = ownAttribute(target, name);
        }
        return found == null ? missing(activation, target, key) : Values.of(found);
    }

    private static @Nullable Object ownAttribute(Object target, String name) {
        return target instanceof HostObject object ? object.attribute(name) : Methods.find(target, name);
    }

    private static @Nullable Object ownItem(Object target, Object key) {
        if (target instanceof Map<?, ?> map) {
            return mapItem(map, key);
        }
        if (target instanceof HostObject object) {
            return object.item(key);
        }
        if (target instanceof List<?> list && Types.isInteger(key)) {
            int index = position(key, list.size());
            return index < 0 ? null : Values.of(list.get(index));
        }
        if (target instanceof String text && Types.isInteger(key)) {
            int size = text.codePointCount(0, text.length());
            int index = position(key, size);
            return index < 0 ? null : Character.toString(text.codePointAt(text.offsetByCodePoints(0, index)));
        }
        return null;
    }

    private static int position(Object key, int size) {
        long index = Numbers.toBig(key).longValue();
        long absolute = index < 0 ? index + size : index;
        return absolute < 0 || absolute >= size ? -1 : (int) absolute;
    }

    static @Nullable Object mapItem(Map<?, ?> map, Object key) {
        if (key instanceof java.util.Collection<?> && !(key instanceof dev.ingot.jinja.PyTuple)) {
            return null;
        }
        Object found = map.get(foreignKey(map, key));
        return found == null && containsKey(map, key) ? Values.of(null) : found;
    }

    static boolean containsKey(Map<?, ?> map, Object key) {
        return map.containsKey(foreignKey(map, key));
    }

    /** A host's map may have Integer keys where templates have Long. */
    static Object foreignKey(Map<?, ?> map, Object key) {
        Object plain = Comparison.key(key);
        boolean narrow = !(map instanceof PyDict)
                && plain instanceof Long number
                && number.intValue() == number
                && !map.containsKey(plain);
        return narrow ? (Object) ((Long) plain).intValue() : map instanceof PyDict ? key : plain;
    }

    private static Undefined missing(Activation activation, Object target, Object key) {
        if (!(key instanceof String name)) {
            return activation.undefined(
                    Values.print(key), Types.described(target) + " has no element " + Printing.repr(key));
        }
        return activation.undefined(
                name,
                "'" + Types.described(target) + "' has no attribute '" + name + "'",
                () -> Suggestions.didYouMean(name, names(target)));
    }

    private static Collection<String> names(Object target) {
        if (target instanceof HostObject object) {
            return object.attributeNames();
        }
        List<String> names = new java.util.ArrayList<>(Methods.names(target));
        if (target instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> names.add(String.valueOf(key)));
        }
        return names;
    }

    /** A callable member, or an error. */
    static Callable callable(Object value) {
        if (value instanceof Callable callable) {
            return callable;
        }
        throw new EvaluationException("'" + Types.name(value) + "' object is not callable");
    }
}
