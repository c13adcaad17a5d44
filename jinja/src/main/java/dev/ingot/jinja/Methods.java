package dev.ingot.jinja;

import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The methods of one of Python's own types. */
final class Methods<T> {

    private final Class<T> type;
    private final Map<String, BiFunction<T, Arguments, Object>> methods = new TreeMap<>();

    Methods(Class<T> type) {
        this.type = type;
    }

    Methods<T> with(String signature, BiFunction<T, Arguments, Object> method) {
        Signature known = Signature.of(signature);
        methods.put(known.name(), (value, arguments) -> method.apply(value, known.check(arguments)));
        return this;
    }

    /** A method that changes its value and gives None, as in Python. */
    Methods<T> does(String signature, BiConsumer<T, Arguments> method) {
        return with(signature, (value, arguments) -> {
            method.accept(value, arguments);
            return None.NONE;
        });
    }

    private @Nullable Callable bound(Object value, String name) {
        BiFunction<T, Arguments, Object> method = methods.get(name);
        return method == null ? null : arguments -> method.apply(type.cast(value), arguments);
    }

    private static @Nullable Methods<?> of(Object value) {
        if (value instanceof String) {
            return StringMethods.ALL;
        }
        if (value instanceof Map<?, ?>) {
            return CollectionMethods.DICT;
        }
        if (value instanceof List<?>) {
            return value instanceof PyTuple || value instanceof Range
                    ? CollectionMethods.TUPLE
                    : CollectionMethods.LIST;
        }
        return value instanceof Set<?> ? CollectionMethods.SET : null;
    }

    /** The attribute or bound method of that name, if the type has it. */
    static @Nullable Object find(Object value, String name) {
        if (value instanceof Temporal || value instanceof Duration) {
            return Dates.attribute(value, name);
        }
        Methods<?> known = of(value);
        return known == null ? null : known.bound(value, name);
    }

    static Collection<String> names(Object value) {
        Methods<?> known = of(value);
        return known == null ? List.of() : known.methods.keySet();
    }
}
