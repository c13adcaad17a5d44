package dev.ingot.jinja.internal;

import java.util.Map;

final class ValueFilters {
    private ValueFilters() {}

    static void addTo(Map<String, Filter> filters) {}
}
