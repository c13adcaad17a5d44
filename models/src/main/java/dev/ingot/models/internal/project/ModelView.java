package dev.ingot.models.internal.project;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What templates see as {@code model} and as nodes of {@code graph}. Stateless. */
public final class ModelView {

    private ModelView() {}

    /** Before the configuration is settled. */
    static Map<String, @Nullable Object> early(Definition definition, Environment environment) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("unique_id", definition.uniqueId());
        view.put("name", definition.name());
        view.put("alias", definition.name());
        view.put("resource_type", definition.type().toString());
        view.put("package_name", definition.packageName());
        view.put("path", definition.path());
        view.put("original_file_path", definition.originalPath());
        view.put("fqn", definition.fqn());
        view.put("database", environment.target().database());
        view.put("schema", environment.target().schema());
        Version version = definition.version();
        if (definition.type() == ResourceType.MODEL) {
            view.put("version", version == null ? null : Version.value(version.name()));
            view.put("latest_version", version == null ? null : Version.value(version.latest()));
        }
        view.put("raw_code", definition.source().text());
        view.put("config", Map.of());
        view.put("tags", List.of());
        view.put("meta", Map.of());
        view.put("columns", Map.of());
        view.put("description", "");
        view.put("checksum", Map.of("name", "sha256", "checksum", definition.checksum()));
        return view;
    }

    /** As it stands in the project. */
    public static Map<String, @Nullable Object> of(DbtNode node, Environment environment) {
        Map<String, @Nullable Object> view = early(node.definition(), environment);
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        config.put("materialized", node.materialized());
        config.put("tags", List.of());
        config.put("meta", Map.of());
        config.putAll(node.config().values());
        view.put("alias", node.relation().name());
        view.put("schema", node.relation().schema());
        view.put("config", config);
        view.put("tags", node.config().texts("tags"));
        view.put("meta", node.config().block("meta"));
        view.put("description", node.documentation().description());
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        node.documentation().columns().forEach((name, column) -> {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("name", name);
            shown.put("description", column.description());
            shown.put("meta", column.meta());
            shown.put("data_type", column.dataType());
            shown.put("quote", column.quote());
            shown.put("tags", column.tags());
            columns.put(name, shown);
        });
        view.put("columns", columns);
        view.put("relation_name", environment.target().quoted(node.relation()));
        view.put(
                "depends_on",
                Map.of(
                        "nodes", List.copyOf(node.dependencies().nodes()),
                        "macros", List.copyOf(node.dependencies().macros())));
        view.put("refs", node.dependencies().refs().stream().map(ModelView::ref).toList());
        view.put(
                "sources",
                node.dependencies().sources().stream()
                        .map(source -> List.of(source.source(), source.table()))
                        .toList());
        return view;
    }

    static Map<String, @Nullable Object> ref(Ref ref) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", ref.name());
        shown.put("package", ref.packageName());
        shown.put("version", ref.version());
        return shown;
    }

    /** A node of the project by its id, as templates see it; of another node only the id is known. */
    public static Object shown(Manifest manifest, String uniqueId) {
        DbtNode node = manifest.nodes().get(uniqueId);
        return PythonJson.pythonic(node == null ? Map.of("unique_id", uniqueId) : of(node, manifest.environment()));
    }
}
