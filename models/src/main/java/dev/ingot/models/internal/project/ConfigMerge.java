package dev.ingot.models.internal.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays one configuration over another as dbt does: tags and hooks add up, {@code meta} and other named blocks merge by
 * key, everything else is replaced.
 */
final class ConfigMerge {

    private static final Set<String> ADDED = Set.of("tags", "pre_hook", "post_hook");
    private static final Set<String> MERGED = Set.of("meta", "docs", "column_types", "quoting");
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "pre-hook", "pre_hook",
            "post-hook", "post_hook",
            "data_tests", "tests",
            "project", "database",
            "dataset", "schema");

    private ConfigMerge() {}

    /** The key as it is kept: {@code pre-hook} is {@code pre_hook}. */
    static String key(String written) {
        return OTHER_NAMES.getOrDefault(written, written);
    }

    static void over(Map<String, @Nullable Object> base, Map<String, ?> more) {
        more.forEach((written, value) -> {
            String key = key(written);
            if (key.equals("grants")) {
                base.put(key, grants(base.get(key), value));
            } else if (ADDED.contains(key)) {
                base.put(key, added(key, base.get(key), value));
            } else if (MERGED.contains(key) && value instanceof Map<?, ?> map) {
                base.put(key, merged(base.get(key), map));
            } else {
                base.put(key, value);
            }
        });
    }

    private static List<Object> added(String key, @Nullable Object before, @Nullable Object more) {
        List<Object> all = new ArrayList<>(list(before));
        for (Object item : list(more)) {
            if (!key.equals("tags") || !all.contains(item)) {
                all.add(item);
            }
        }
        return all;
    }

    private static List<Object> list(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> items ? new ArrayList<>(items) : List.of(value);
    }

    private static Map<String, @Nullable Object> merged(@Nullable Object before, Map<?, ?> more) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        if (before instanceof Map<?, ?> map) {
            map.forEach((key, value) -> all.put(String.valueOf(key), value));
        }
        more.forEach((key, value) -> all.put(String.valueOf(key), value));
        return all;
    }

    /** A privilege with {@code +} before it adds grantees, without it replaces them. */
    private static Map<String, @Nullable Object> grants(@Nullable Object before, @Nullable Object more) {
        Map<String, @Nullable Object> all = merged(before, Map.of());
        if (more instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                String key = String.valueOf(name);
                if (key.startsWith("+")) {
                    String privilege = key.substring(1);
                    all.put(privilege, added(privilege, all.get(privilege), value));
                } else {
                    all.put(key, list(value));
                }
            });
        }
        return all;
    }
}
