package dev.ingot.models.internal.artifact;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.SemanticShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code semantic_manifest.json}, which engines of the semantic layer (MetricFlow) read: the semantic part of the
 * manifest without what belongs to the project's files, and its time spines. After the classes of
 * dbt-semantic-interfaces 0.9, whose fields it has in their order.
 */
public final class SemanticManifestJson {

    private static final List<String> MODEL = List.of(
            "name",
            "defaults",
            "description",
            "node_relation",
            "primary_entity",
            "entities",
            "measures",
            "dimensions",
            "label",
            "metadata",
            "config");
    private static final List<String> ENTITY =
            List.of("name", "description", "type", "role", "expr", "metadata", "label", "config");
    private static final List<String> MEASURE = List.of(
            "name",
            "agg",
            "description",
            "create_metric",
            "expr",
            "agg_params",
            "metadata",
            "non_additive_dimension",
            "agg_time_dimension",
            "label",
            "config");
    private static final List<String> DIMENSION = List.of(
            "name", "description", "type", "is_partition", "type_params", "expr", "metadata", "label", "config");
    private static final List<String> METRIC = List.of(
            "name", "description", "type", "type_params", "filter", "metadata", "label", "config", "time_granularity");
    private static final List<String> SAVED_QUERY =
            List.of("name", "query_params", "description", "metadata", "label", "exports", "tags");

    /** The model that was the time spine before models could say that they are one. */
    private static final String OLD_SPINE = "metricflow_time_spine";

    private final Manifest manifest;

    public SemanticManifestJson(Manifest manifest) {
        this.manifest = manifest;
    }

    public String write() {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put(
                "semantic_models",
                manifest.declared(ResourceType.SEMANTIC_MODEL).values().stream()
                        .map(SemanticManifestJson::semanticModel)
                        .toList());
        root.put("metrics", all(ResourceType.METRIC, METRIC));
        root.put("project_configuration", configuration());
        root.put("saved_queries", all(ResourceType.SAVED_QUERY, SAVED_QUERY));
        return ManifestJson.text(root);
    }

    private List<Map<String, @Nullable Object>> all(ResourceType type, List<String> keys) {
        return manifest.declared(type).values().stream()
                .map(shown -> only(shown, keys))
                .toList();
    }

    private static Map<String, @Nullable Object> only(Map<?, ?> shown, List<String> keys) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        keys.forEach(key -> kept.put(key, shown.get(key)));
        if (kept.get("config") instanceof Map<?, ?> config) {
            kept.put("config", only(config, List.of("meta")));
        }
        return kept;
    }

    private static Map<String, @Nullable Object> semanticModel(Map<String, @Nullable Object> shown) {
        Map<String, @Nullable Object> model = only(shown, MODEL);
        Map.of("entities", ENTITY, "measures", MEASURE, "dimensions", DIMENSION).forEach((part, keys) -> {
            List<Object> parts = new ArrayList<>();
            if (shown.get(part) instanceof List<?> items) {
                items.forEach(item -> parts.add(only((Map<?, ?>) item, keys)));
            }
            model.put(part, parts);
        });
        return model;
    }

    private Map<String, @Nullable Object> configuration() {
        List<Object> spines = new ArrayList<>();
        List<Object> old = new ArrayList<>();
        for (DbtNode node : manifest.nodes().values()) {
            boolean model = node.type() == ResourceType.MODEL;
            if (model && !node.documentation().timeSpine().isEmpty()) {
                spines.add(SemanticShapes.timeSpine(node, manifest.environment()));
            } else if (model && node.name().equals(OLD_SPINE)) {
                old.add(SemanticShapes.ordered(
                        "location",
                        manifest.environment().target().quoted(node.relation()),
                        "column_name",
                        "date_day",
                        "grain",
                        "day"));
            }
        }
        Map<String, @Nullable Object> configuration = new LinkedHashMap<>();
        configuration.put("time_spine_table_configurations", old);
        configuration.put("metadata", null);
        configuration.put(
                "dsi_package_version",
                SemanticShapes.ordered("major_version", "0", "minor_version", "9", "patch_version", "0"));
        configuration.put("time_spines", spines);
        return configuration;
    }
}
