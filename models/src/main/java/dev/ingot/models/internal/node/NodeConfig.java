package dev.ingot.models.internal.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settled configuration of a node: plain Java values by key. Immutable. */
public record NodeConfig(Map<String, @Nullable Object> values) {

    /** The ways of materializing that are built in. */
    public static final Set<String> MATERIALIZATIONS = Set.of("view", "table", "incremental", "latest", "ephemeral");

    public static final NodeConfig EMPTY = new NodeConfig(Map.of());

    public NodeConfig {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public @Nullable Object value(String key) {
        return values.get(key);
    }

    public Optional<String> text(String key) {
        Object value = values.get(key);
        return value == null ? Optional.empty() : Optional.of(String.valueOf(value));
    }

    public boolean flag(String key, boolean fallback) {
        Object value = values.get(key);
        if (value instanceof Boolean flag) {
            return flag;
        }
        return value == null
                ? fallback
                : Boolean.parseBoolean(String.valueOf(value).toLowerCase(java.util.Locale.ROOT));
    }

    /** A list of texts; a single value is a list of one. */
    public List<String> texts(String key) {
        Object value = values.get(key);
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        } else if (value != null) {
            texts.add(String.valueOf(value));
        }
        return texts;
    }

    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> block(String key) {
        return values.get(key) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    public boolean enabled() {
        return flag("enabled", true);
    }

    public String materialized() {
        return text("materialized").orElse("view");
    }
}
