package dev.ingot.jinja.internal;

import java.util.Map;

final class ListFilters {
    private ListFilters() {}

    static void addTo(Map<String, Filter> filters) {}

    static java.util.List<Object> sorted(
            java.util.List<Object> items, java.util.function.Function<Object, Object> key, boolean reverse) {
        return items;
    }
}
