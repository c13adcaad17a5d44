package dev.ingot.jinja.internal;

import java.util.Map;

final class TextFilters {
    private TextFilters() {}

    static void addTo(Map<String, Filter> filters) {}
}
