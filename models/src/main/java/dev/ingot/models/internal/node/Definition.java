package dev.ingot.models.internal.node;

import dev.ingot.core.graph.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is, and its text.
 *
 * @param path relative to its resource folder, {@code staging/stg_orders.sql}
 * @param originalPath relative to its package, {@code models/staging/stg_orders.sql}
 * @param folder of the package on disk, relative to the project: empty for the project itself
 * @param checksum SHA-256 of the text
 * @param version null for what has no versions
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
        String checksum,
        @Nullable Version version) {
    public Definition {
        fqn = List.copyOf(fqn);
    }

    /** Under which name property files describe it: of a versioned model, that of its file. */
    public String describedAs() {
        return version == null
                ? name
                : path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    }

    /** For people: the name, with the version if it has one. */
    public String label() {
        return version == null ? name : name + "_" + version.suffix();
    }
}
