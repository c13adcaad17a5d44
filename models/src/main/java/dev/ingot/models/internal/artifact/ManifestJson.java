package dev.ingot.models.internal.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.NodeDetails;
import dev.ingot.models.internal.context.SharedFunctions;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.project.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes dbt's {@code manifest.json}, version 12 (schemas.getdbt.com/dbt/manifest/v12.json). For one thread. */
public final class ManifestJson {

    static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(PlainTimes.module()).build();

    private final Manifest manifest;
    private final Instant generated;
    private final NodeDetails details;

    public ManifestJson(Manifest manifest, Instant generated, NodeDetails details) {
        this.manifest = manifest;
        this.generated = generated;
        this.details = details;
    }

    public String write() {
        NodeJson nodes = new NodeJson(manifest, generated, details);
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("metadata", metadata(manifest.environment(), manifest.root().name(), "manifest/v12", generated));
        Map<String, Object> all = new LinkedHashMap<>();
        Map<String, Object> unitTests = new LinkedHashMap<>();
        for (DbtNode node : manifest.nodes().values()) {
            if (node.type() == ResourceType.UNIT_TEST) {
                unitTests.put(node.uniqueId(), nodes.unitTest(node));
            } else {
                all.put(node.uniqueId(), nodes.node(node));
            }
        }
        manifest.hooks().forEach(hook -> all.put(hook.uniqueId(), nodes.hook(hook)));
        root.put("nodes", all);
        Map<String, Object> sources = new LinkedHashMap<>();
        manifest.sources().values().forEach(source -> sources.put(source.uniqueId(), nodes.source(source)));
        root.put("sources", sources);
        Map<String, Object> macros = new TreeMap<>();
        manifest.macros().all().forEach(macro -> macros.put(macro.uniqueId(), nodes.macro(macro)));
        root.put("macros", macros);
        Map<String, Object> docs = new TreeMap<>();
        manifest.docs()
                .blocks()
                .forEach(block -> docs.put("doc." + block.packageName() + "." + block.name(), NodeJson.doc(block)));
        root.put("docs", docs);
        root.put("exposures", nodes.declared(ResourceType.EXPOSURE));
        root.put("metrics", nodes.declared(ResourceType.METRIC));
        root.put("groups", nodes.groups());
        root.put("selectors", Map.of());
        Map<String, Object> disabled = new LinkedHashMap<>();
        manifest.disabled()
                .forEach(node -> disabled.put(
                        node.uniqueId(),
                        List.of(node.type() == ResourceType.UNIT_TEST ? nodes.unitTest(node) : nodes.node(node))));
        root.put("disabled", disabled);
        root.put("parent_map", parents());
        root.put("child_map", children());
        root.put("group_map", groupMap());
        root.put("saved_queries", nodes.declared(ResourceType.SAVED_QUERY));
        root.put("semantic_models", nodes.declared(ResourceType.SEMANTIC_MODEL));
        root.put("unit_tests", unitTests);
        root.put("functions", Map.of());
        return text(root);
    }

    static Map<String, @Nullable Object> metadata(
            Environment environment, String project, String schema, Instant generated) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("dbt_schema_version", "https://schemas.getdbt.com/dbt/" + schema + ".json");
        metadata.put("dbt_version", SharedFunctions.DBT_VERSION);
        metadata.put("generated_at", generated.toString());
        metadata.put("invocation_id", environment.invocationId());
        metadata.put("invocation_started_at", environment.started().toString());
        metadata.put("env", Map.of());
        if (schema.startsWith("manifest")) {
            metadata.put("project_name", project);
            metadata.put("project_id", Checksums.md5(project));
            metadata.put("user_id", null);
            metadata.put("send_anonymous_usage_stats", false);
            metadata.put("adapter_type", environment.target().type());
            metadata.put("quoting", Map.of("database", true, "schema", true, "identifier", true, "column", false));
            metadata.put("run_started_at", environment.started().toString());
        }
        return metadata;
    }

    /** The models of each group. */
    private Map<String, Object> groupMap() {
        Map<String, List<String>> groups = new TreeMap<>();
        manifest.groups().forEach(group -> groups.put(String.valueOf(group.get("name")), new ArrayList<>()));
        manifest.nodes()
                .values()
                .forEach(node -> node.config()
                        .text("group")
                        .map(groups::get)
                        .ifPresent(members -> members.add(node.uniqueId())));
        return new TreeMap<>(groups);
    }

    /** Everything that stands in the graph, with what it reads. */
    private Map<String, Set<String>> edges() {
        Map<String, Set<String>> edges = new TreeMap<>();
        manifest.sources().keySet().forEach(id -> edges.put(id, Set.of()));
        manifest.nodes()
                .values()
                .forEach(node -> edges.put(node.uniqueId(), node.dependencies().nodes()));
        manifest.hooks().forEach(hook -> edges.put(hook.uniqueId(), Set.of()));
        manifest.declared().values().forEach(each -> edges.put(each.uniqueId(), each.parents()));
        return edges;
    }

    private Map<String, Object> parents() {
        Map<String, Object> parents = new TreeMap<>();
        edges().forEach((id, read) -> parents.put(id, List.copyOf(new TreeSet<>(read))));
        return parents;
    }

    private Map<String, Object> children() {
        Map<String, TreeSet<String>> children = new TreeMap<>();
        Map<String, Set<String>> edges = edges();
        edges.keySet().forEach(id -> children.put(id, new TreeSet<>()));
        edges.forEach((id, read) -> read.forEach(parent ->
                children.computeIfAbsent(parent, any -> new TreeSet<>()).add(id)));
        return new TreeMap<>(children);
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an artefact is made of plain values only", e);
        }
    }
}
