package dev.ingot.core.graph;

import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node.TestFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Short ways to write nodes in tests. */
public final class Nodes {

    private Nodes() {}

    public static Node model(String name, String... parents) {
        return node("model.shop." + name, ResourceType.MODEL, name, TableName.of("gold", name), parents);
    }

    public static Node ephemeral(String name, String... parents) {
        return node("model.shop." + name, ResourceType.MODEL, name, null, parents);
    }

    public static Node exposure(String name, String... parents) {
        return node("exposure.shop." + name, ResourceType.EXPOSURE, name, null, parents);
    }

    public static Node pipeline(String name, String schema) {
        return node("pipeline.shop." + name, ResourceType.PIPELINE, name, TableName.of(schema, name));
    }

    public static Node source(String source, String table) {
        return node("source.shop." + source + "." + table, ResourceType.SOURCE, table, TableName.of(source, table));
    }

    public static Node test(String name, String kind, String... parents) {
        return test(ResourceType.TEST, name, kind, parents);
    }

    public static Node unitTest(String name, String model) {
        return test(ResourceType.UNIT_TEST, name, "unit", model);
    }

    private static Node test(ResourceType type, String name, String kind, String... parents) {
        Node plain = node(type + ".shop." + name, type, name, null, parents);
        return new Node(
                plain.uniqueId(),
                plain.type(),
                name,
                "shop",
                plain.fqn(),
                plain.path(),
                Set.of(),
                Map.of(),
                null,
                plain.dependsOn(),
                new TestFacts(kind, type == ResourceType.TEST, parents[0]),
                "");
    }

    public static Node tagged(Node node, String... tags) {
        return new Node(
                node.uniqueId(),
                node.type(),
                node.name(),
                node.packageName(),
                node.fqn(),
                node.path(),
                Set.of(tags),
                Map.of("materialized", "table"),
                node.table(),
                node.dependsOn(),
                node.test(),
                "checksum of " + node.name());
    }

    private static Node node(String id, ResourceType type, String name, TableName table, String... parents) {
        return new Node(
                id,
                type,
                name,
                "shop",
                List.of("shop", "marts", name),
                "models/marts/" + name + ".sql",
                Set.of(),
                Map.of(),
                table,
                Set.of(parents),
                null,
                "");
    }
}
