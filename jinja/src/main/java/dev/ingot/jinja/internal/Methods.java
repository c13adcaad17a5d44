package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The methods of Python's own types. */
final class Methods {

    /** A method of a type: what it makes of the value and the arguments. */
    @FunctionalInterface
    interface Method<T> extends BiFunction<T, Arguments, Object> {}

    /** The methods of one type. */
    record Table<T>(Class<T> type, Map<String, Method<T>> methods) {

        static <T> Table<T> of(Class<T> type) {
            return new Table<>(type, new TreeMap<>());
        }

        /** A method that takes the arguments {@code names}, some of which may be left out. */
        Table<T> with(String name, Method<T> method, String... names) {
            methods.put(name, (value, arguments) -> method.apply(value, arguments.expect(name, names)));
            return this;
        }

        /** A method that checks its arguments itself. */
        Table<T> withAny(String name, Method<T> method) {
            methods.put(name, method);
            return this;
        }

        @Nullable
        Callable find(Object value, String name) {
            Method<T> method = methods.get(name);
            return method == null ? null : arguments -> method.apply(type.cast(value), arguments);
        }
    }

    private Methods() {}

    private static @Nullable Table<?> table(Object value) {
        if (value instanceof String) {
            return StringMethods.TABLE;
        }
        if (value instanceof Map<?, ?>) {
            return CollectionMethods.DICT;
        }
        if (value instanceof List<?>) {
            return CollectionMethods.of((List<?>) value);
        }
        return value instanceof Set<?> ? CollectionMethods.SET : null;
    }

    /** The attribute or bound method of that name, if the type has it. */
    static @Nullable Object find(Object value, String name) {
        if (value instanceof Temporal || value instanceof Duration) {
            return Dates.attribute(value, name);
        }
        Table<?> table = table(value);
        return table == null ? null : table.find(value, name);
    }

    static List<String> names(Object value) {
        Table<?> table = table(value);
        return table == null ? List.of() : List.copyOf(table.methods().keySet());
    }
}
