package dev.ingot.models.internal.node;

import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a project declares beside what it builds: an exposure, a semantic model, a metric or a saved query. It is shown
 * and selected, never run. Immutable.
 *
 * @param shown its entry in the manifest
 * @param config its settled configuration
 * @param parents unique ids of what it reads
 */
public record Declared(ResourceType type, Map<String, @Nullable Object> shown, NodeConfig config, Set<String> parents) {

    public Declared {
        shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        parents = Collections.unmodifiableSet(new LinkedHashSet<>(parents));
    }

    public String uniqueId() {
        return String.valueOf(shown.get("unique_id"));
    }

    public String name() {
        return String.valueOf(shown.get("name"));
    }

    public Node graphNode() {
        Map<String, Object> known = new TreeMap<>();
        config.values().forEach((key, value) -> {
            if (value != null) {
                known.put(key, value);
            }
        });
        return new Node(
                uniqueId(),
                type,
                name(),
                String.valueOf(shown.get("package_name")),
                ((List<?>) shown.getOrDefault("fqn", List.of()))
                        .stream().map(String::valueOf).toList(),
                String.valueOf(shown.get("original_file_path")),
                new TreeSet<>(config.texts("tags")),
                known,
                null,
                parents,
                null,
                Checksums.sha256(shown.toString()));
    }
}
