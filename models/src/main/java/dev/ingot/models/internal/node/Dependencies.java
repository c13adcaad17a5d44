package dev.ingot.models.internal.node;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node's template asked for while it was read. Immutable.
 *
 * @param nodes unique ids of parents, once references are resolved
 * @param macros unique ids of every macro that was called, directly or not
 */
public record Dependencies(List<Ref> refs, List<SourceRef> sources, Set<String> nodes, Set<String> macros) {

    public static final Dependencies NONE = new Dependencies(List.of(), List.of(), Set.of(), Set.of());

    public Dependencies {
        refs = List.copyOf(refs);
        sources = List.copyOf(sources);
        nodes = Collections.unmodifiableSet(new LinkedHashSet<>(nodes));
        macros = Collections.unmodifiableSet(new LinkedHashSet<>(macros));
    }

    public Dependencies resolved(Set<String> newNodes) {
        return new Dependencies(refs, sources, newNodes, macros);
    }

    /** One call of {@code ref}. */
    public record Ref(
            @Nullable String packageName,
            String name,
            @Nullable String version) {}

    /** One call of {@code source}. */
    public record SourceRef(String source, String table) {}
}
