package dev.ingot.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** A table of filters or tests. */
final class Filters {

    /** Jinja2's filters. */
    static final Map<String, Filter> BUILTIN = builtin();

    private final Map<String, Filter> all = new HashMap<>();

    private static Map<String, Filter> builtin() {
        Filters filters = new Filters();
        TextFilters.addTo(filters);
        ListFilters.addTo(filters);
        ValueFilters.addTo(filters);
        return filters.all();
    }

    Map<String, Filter> all() {
        return Map.copyOf(all);
    }

    Filters add(String signature, Filter filter) {
        Signature known = Signature.of(signature);
        all.put(known.name(), (activation, value, a) -> filter.apply(activation, value, known.check(a)));
        return this;
    }

    /** One that depends on nothing but the value and its arguments. */
    Filters value(String signature, BiFunction<Object, Arguments, Object> filter) {
        return add(signature, (activation, value, a) -> Values.of(filter.apply(value, a)));
    }

    /** One on text: the value is first turned into text. */
    Filters text(String signature, BiFunction<String, Arguments, Object> filter) {
        return value(signature, (value, a) -> filter.apply(Values.print(value), a));
    }

    /** A comparing operator as a test. */
    Filters comparison(String operator, String... names) {
        value(operator + "(other)", (value, a) -> Operators.compare(operator, value, a.value(0, "other")));
        for (String name : names) {
            alias(name, operator);
        }
        return this;
    }

    Filters alias(String name, String known) {
        all.put(name, all.get(known));
        return this;
    }
}
