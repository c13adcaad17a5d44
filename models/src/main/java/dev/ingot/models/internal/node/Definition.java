package dev.ingot.models.internal.node;

import dev.ingot.core.graph.ResourceType;
import java.util.List;

/**
 * Who a node is, and its text.
 *
 * @param path relative to its resource folder, {@code staging/stg_orders.sql}
 * @param originalPath relative to its package, {@code models/staging/stg_orders.sql}
 * @param folder of the package on disk, relative to the project: empty for the project itself
 * @param checksum SHA-256 of the text
 */
public record Definition(
        String uniqueId,
        ResourceType type,
        String name,
        String packageName,
        String path,
        String originalPath,
        String folder,
        List<String> fqn,
        SourceText source,
        String checksum) {
    public Definition {
        fqn = List.copyOf(fqn);
    }
}
