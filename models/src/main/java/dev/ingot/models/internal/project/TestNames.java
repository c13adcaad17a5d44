package dev.ingot.models.internal.project;

import dev.ingot.models.internal.node.Checksums;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that dbt gives to a generic test.
 *
 * @param shortName of the compiled file and of the failures' table: at most 63 characters
 * @param fullName the node's name
 */
record TestNames(String shortName, String fullName) {

    private static final int LONGEST = 63;
    private static final int KEPT = 30;
    private static final int HASH = 10;

    /**
     * @param type the test's name with its namespace, {@code source_} before it for a source
     * @param target the model's name, {@code source_table} for a source
     */
    static TestNames of(String type, String target, Map<String, @Nullable Object> arguments) {
        List<String> values = new ArrayList<>();
        new TreeMap<>(arguments).forEach((name, value) -> {
            if (!name.equals("model")) {
                Collection<?> parts = value instanceof Map<?, ?> map
                        ? map.values()
                        : value instanceof Collection<?> items ? items : java.util.Collections.singletonList(value);
                parts.forEach(part -> values.add(PythonText.str(part).replaceAll("[^0-9a-zA-Z_]+", "_")));
            }
        });
        String identifier = type + "_" + target;
        String full = identifier + "_" + String.join("__", values);
        if (full.length() <= LONGEST) {
            return new TestNames(full, full);
        }
        String kept = identifier.substring(0, Math.min(KEPT, identifier.length()));
        return new TestNames(kept + "_" + Checksums.md5(full), full);
    }

    /** The last part of the test's unique id. */
    static String hash(String name, String test, @Nullable String namespace, Map<String, @Nullable Object> arguments) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("kwargs", arguments);
        metadata.put("name", test);
        metadata.put("namespace", namespace);
        String digest = Checksums.md5(name + PythonText.repr(hashable(metadata)));
        return digest.substring(digest.length() - HASH);
    }

    /** Maps sorted by key, lists as they are, everything else as text. */
    private static Object hashable(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .sorted(java.util.Comparator.comparing(entry -> String.valueOf(entry.getKey())))
                    .collect(Collectors.toMap(
                            entry -> String.valueOf(entry.getKey()),
                            entry -> hashable(entry.getValue()),
                            (a, b) -> a,
                            LinkedHashMap::new));
        }
        if (value instanceof List<?> items) {
            return items.stream().map(TestNames::hashable).toList();
        }
        return PythonText.str(value);
    }
}
