package dev.ingot.jinja;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Functions on a value by their names: the methods of one of Python's types, filters, or tests. Each is added with its
 * parameters, {@code replace(old, new, count)}; {@code name(...)} takes what it is given.
 *
 * @param <T> the type of the value
 */
final class Functions<T> {

    private final Class<T> type;
    private final Map<String, Filter> all = new TreeMap<>();

    Functions(Class<T> type) {
        this.type = type;
    }

    Map<String, Filter> all() {
        return Map.copyOf(all);
    }

    Functions<T> add(String signature, Filter function) {
        String name = signature.substring(0, signature.indexOf('('));
        String parameters = signature.substring(name.length() + 1, signature.length() - 1);
        String[] names = parameters.isEmpty() ? new String[0] : parameters.split(", ");
        Filter checked = (activation, value, a) -> function.apply(activation, value, a.expect(name, names));
        all.put(name, parameters.equals("...") ? function : checked);
        return this;
    }

    /** One that depends on nothing but the value and its arguments. */
    Functions<T> with(String signature, BiFunction<T, Arguments, Object> function) {
        return add(signature, (activation, value, a) -> Values.of(function.apply(type.cast(value), a)));
    }

    /** One that changes its value and gives None, as in Python. */
    Functions<T> does(String signature, BiConsumer<T, Arguments> function) {
        return with(signature, (value, a) -> {
            function.accept(value, a);
            return None.NONE;
        });
    }

    /** One on text: the value is first turned into text. */
    Functions<T> text(String signature, BiFunction<String, Arguments, Object> function) {
        return with(signature, (value, a) -> function.apply(Values.print(value), a));
    }

    Functions<T> alias(String known, String... names) {
        for (String name : names) {
            all.put(name, all.get(known));
        }
        return this;
    }
}
