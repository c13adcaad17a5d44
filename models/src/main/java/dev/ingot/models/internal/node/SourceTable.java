package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table that the project reads but does not build. Immutable.
 *
 * @param declared false for a table that only a pipeline knows
 */
public record SourceTable(
        String uniqueId,
        String packageName,
        String source,
        String name,
        TableName relation,
        String path,
        List<String> fqn,
        NodeConfig config,
        Documentation documentation,
        String sourceDescription,
        String loader,
        Place place,
        boolean declared) {

    public Node graphNode() {
        Map<String, Object> known = new LinkedHashMap<>();
        config.values().forEach((key, value) -> {
            if (value != null) {
                known.put(key, value);
            }
        });
        Set<String> tags = new TreeSet<>(config.texts("tags"));
        return new Node(
                uniqueId,
                ResourceType.SOURCE,
                name,
                packageName,
                fqn,
                path,
                tags,
                known,
                relation,
                Set.of(),
                null,
                Checksums.sha256(relation + " " + config.values()));
    }
}
