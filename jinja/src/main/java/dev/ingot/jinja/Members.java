package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]}: the one tries attributes first, the other items first. */
final class Members {

    private Members() {}

    static Object attribute(Activation activation, Object target, String name) {
        if (target instanceof Undefined undefined) {
            return undefined.member(name);
        }
        Object found = ownAttribute(activation, target, name);
        return orMissing(activation, target, name, found != null ? found : ownItem(target, name));
    }

    static Object item(Activation activation, Object target, Object key) {
        if (target instanceof Undefined undefined) {
            return undefined.member(Values.print(key));
        }
        Object found = ownItem(target, key);
        boolean attribute = found == null && key instanceof String;
        return orMissing(activation, target, key, attribute ? ownAttribute(activation, target, (String) key) : found);
    }

    static @Nullable Object ownAttribute(Activation activation, Object target, String name) {
        if (target instanceof HostObject object) {
            Object found = object.attribute(name);
            if (found != null || !(target instanceof Map)) {
                return found;
            }
        }
        Filter method = methods(target).get(name);
        return method == null ? null : (Callable) arguments -> method.apply(activation, target, arguments);
    }

    private static Map<String, Filter> methods(Object value) {
        if (value instanceof String) {
            return StringMethods.ALL;
        }
        if (value instanceof Map<?, ?>) {
            return CollectionMethods.DICT;
        }
        if (value instanceof List<?>) {
            boolean constant = value instanceof PyTuple || value instanceof Range;
            return constant ? CollectionMethods.TUPLE : CollectionMethods.LIST;
        }
        return value instanceof Set<?> ? CollectionMethods.SET : Map.of();
    }

    private static @Nullable Object ownItem(Object target, Object key) {
        if (target instanceof Map<?, ?> map) {
            return mapItem(map, key);
        }
        if (target instanceof HostObject object && !(target instanceof Group)) {
            return object.item(key);
        }
        boolean ordered = target instanceof List<?> || target instanceof String;
        if (!ordered || !Values.isInteger(key)) {
            return null;
        }
        int size = Iteration.length(target);
        long index = Numbers.toBig(key).longValue();
        int absolute = (int) (index < 0 ? index + size : index);
        if (index < -size || index >= size) {
            return null;
        }
        return target instanceof String text
                ? Character.toString(text.codePointAt(text.offsetByCodePoints(0, absolute)))
                : Values.of(((List<?>) target).get(absolute));
    }

    static @Nullable Object mapItem(Map<?, ?> map, Object key) {
        if (key instanceof Collection<?> && !(key instanceof PyTuple)) {
            return null;
        }
        Object known = keyIn(map, key);
        Object found = map.get(known);
        return found == null && map.containsKey(known) ? None.NONE : found;
    }

    /** The key as that map knows it: a host's map may have Integer keys where templates have Long. */
    static Object keyIn(Map<?, ?> map, Object key) {
        Object plain = Comparison.key(key);
        if (map instanceof PyDict) {
            return key;
        }
        boolean narrow = plain instanceof Long number && number.intValue() == number && !map.containsKey(plain);
        return narrow ? (Object) ((Long) plain).intValue() : plain;
    }

    private static Object orMissing(Activation activation, Object target, Object key, @Nullable Object found) {
        if (found != null) {
            return Values.of(found);
        }
        return key instanceof String name
                ? activation.undefined(
                        name,
                        "'" + described(target) + "' has no attribute '" + name + "'",
                        () -> Suggestions.didYouMean(name, names(target)))
                : activation.undefined(Values.print(key), described(target) + " has no element " + Values.repr(key));
    }

    /** The type as Jinja's messages show it. */
    static String described(Object value) {
        return value instanceof None ? "None" : Values.typeName(value) + " object";
    }

    private static Collection<String> names(Object target) {
        if (target instanceof HostObject object) {
            return object.attributeNames();
        }
        List<String> names = new ArrayList<>(methods(target).keySet());
        if (target instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> names.add(String.valueOf(key)));
        }
        return names;
    }

    static Callable callable(Object value) {
        if (value instanceof Callable callable) {
            return callable;
        }
        throw new EvaluationException("'" + Values.typeName(value) + "' object is not callable");
    }
}
