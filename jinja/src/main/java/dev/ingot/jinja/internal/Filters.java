package dev.ingot.jinja.internal;

import java.util.HashMap;
import java.util.Map;

/** Jinja2's filters, by what they work on. */
final class Filters {

    private Filters() {}

    static Map<String, Filter> builtin() {
        Map<String, Filter> filters = new HashMap<>();
        TextFilters.addTo(filters);
        ListFilters.addTo(filters);
        ValueFilters.addTo(filters);
        return Map.copyOf(filters);
    }
}
