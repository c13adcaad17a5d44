package dev.ingot.models.internal.run;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.PyDict;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code graph} in templates: nodes and sources by unique id, made only when asked for. For one thread. */
final class GraphView implements HostObject {

    private final Manifest manifest;
    private @Nullable PyDict nodes;
    private @Nullable PyDict sources;

    GraphView(Manifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "nodes" -> nodes();
            case "sources" -> sources();
            case "exposures" -> declared(ResourceType.EXPOSURE);
            case "metrics" -> declared(ResourceType.METRIC);
            case "semantic_models" -> declared(ResourceType.SEMANTIC_MODEL);
            case "saved_queries" -> declared(ResourceType.SAVED_QUERY);
            case "groups" -> groups();
            default -> null;
        };
    }

    private PyDict declared(ResourceType type) {
        PyDict dict = new PyDict();
        manifest.declared(type).forEach((id, shown) -> dict.put(id, PythonJson.pythonic(shown)));
        return dict;
    }

    private PyDict groups() {
        PyDict dict = new PyDict();
        manifest.groups()
                .forEach(group -> dict.put(
                        "group." + group.get("package_name") + "." + group.get("name"), PythonJson.pythonic(group)));
        return dict;
    }

    private PyDict nodes() {
        if (nodes == null) {
            nodes = makeNodes();
        }
        return nodes;
    }

    private PyDict sources() {
        if (sources == null) {
            sources = makeSources();
        }
        return sources;
    }

    private PyDict makeNodes() {
        PyDict dict = new PyDict();
        manifest.nodes()
                .forEach((id, node) -> dict.put(id, PythonJson.pythonic(ModelView.of(node, manifest.environment()))));
        return dict;
    }

    private PyDict makeSources() {
        PyDict dict = new PyDict();
        manifest.sources()
                .forEach((id, source) -> dict.put(
                        id,
                        PyDict.of(
                                "unique_id", id,
                                "resource_type", "source",
                                "name", source.name(),
                                "source_name", source.source(),
                                "package_name", source.packageName(),
                                "schema", source.relation().schema(),
                                "identifier", source.relation().name(),
                                "database", manifest.environment().target().database(),
                                "description", source.documentation().description(),
                                "config", PythonJson.pythonic(source.config().values()))));
        return dict;
    }

    @Override
    public Collection<String> attributeNames() {
        return List.of("nodes", "sources", "exposures", "metrics", "groups");
    }
}
