package dev.ingot.core.graph;

import dev.ingot.api.table.TableName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Anything that stands in the graph. Immutable.
 *
 * @param uniqueId as dbt writes it: {@code model.package.name}, {@code source.package.source.table},
 *     {@code test.package.name.hash}, and {@code pipeline.package.name}
 * @param fqn package, folders, name: what {@code fqn:} selects by
 * @param path of the file that defines it, relative to its project, with {@code /}
 * @param config its settled configuration, as {@code config.a.b:} selects by
 * @param table the relation that it fills or stands for; null for a test or an ephemeral model
 * @param dependsOn unique ids of its parents
 * @param test what a test looks at; null for every other node
 * @param checksum of its own definition, for {@code state:modified}
 */
public record Node(
        String uniqueId,
        ResourceType type,
        String name,
        String packageName,
        List<String> fqn,
        String path,
        Set<String> tags,
        Map<String, Object> config,
        @Nullable TableName table,
        Set<String> dependsOn,
        @Nullable TestFacts test,
        String checksum) {

    public Node {
        fqn = List.copyOf(fqn);
        tags = Set.copyOf(tags);
        config = Collections.unmodifiableMap(new TreeMap<>(config));
        dependsOn = Collections.unmodifiableSet(new LinkedHashSet<>(dependsOn));
    }

    /** Whether it is no relation but a part of what reads it, so that no step builds it. */
    public boolean ephemeral() {
        return type == ResourceType.MODEL && table == null;
    }

    /** The node with more parents: how a source gets its edge to the pipeline that fills it. */
    public Node withParents(Set<String> more) {
        Set<String> parents = new LinkedHashSet<>(dependsOn);
        parents.addAll(more);
        return new Node(uniqueId, type, name, packageName, fqn, path, tags, config, table, parents, test, checksum);
    }

    /**
     * @param kind the generic test's name ({@code unique}); {@code singular} for a test written as a select
     * @param generic false for a singular test
     * @param attachedNode the node that it was declared on; null for a singular test
     */
    public record TestFacts(
            String kind, boolean generic, @Nullable String attachedNode) {}
}
