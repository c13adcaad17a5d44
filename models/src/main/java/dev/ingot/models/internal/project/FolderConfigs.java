package dev.ingot.models.internal.project;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that a project file gives by folder ({@code models: {shop: {staging: {+schema: silver}}}}).
 * Immutable.
 *
 * @param tree the block as written, rendered
 */
record FolderConfigs(Map<String, @Nullable Object> tree) {

    /** Lays the block of every folder along the name over {@code base}, the deepest last. */
    void apply(List<String> fqn, Map<String, @Nullable Object> base) {
        Map<?, ?> level = tree;
        ConfigMerge.over(base, own(level));
        for (String part : fqn) {
            if (!(level.get(part) instanceof Map<?, ?> deeper)) {
                return;
            }
            level = deeper;
            ConfigMerge.over(base, own(level));
        }
    }

    /** A key with {@code +} is a configuration; without it one, unless it holds a block, which is a folder. */
    private static Map<String, @Nullable Object> own(Map<?, ?> level) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        level.forEach((name, value) -> {
            String key = String.valueOf(name);
            if (key.startsWith("+")) {
                own.put(key.substring(1).strip(), value);
            } else if (!(value instanceof Map)) {
                own.put(key, value);
            }
        });
        return own;
    }
}
