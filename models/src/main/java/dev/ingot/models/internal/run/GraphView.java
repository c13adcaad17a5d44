package dev.ingot.models.internal.run;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.PyDict;
import dev.ingot.models.NodeDetails;
import dev.ingot.models.internal.artifact.NodeJson;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.project.Manifest;
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

    /** As the manifest shows them: projects look at every part. */
    private NodeJson entries() {
        return new NodeJson(manifest, manifest.environment().started(), NodeDetails.NONE);
    }

    private PyDict makeNodes() {
        PyDict dict = new PyDict();
        NodeJson entries = entries();
        manifest.nodes().forEach((id, node) -> {
            if (node.type() != ResourceType.UNIT_TEST) {
                dict.put(id, PythonJson.pythonic(entries.node(node)));
            }
        });
        return dict;
    }

    private PyDict makeSources() {
        PyDict dict = new PyDict();
        NodeJson entries = entries();
        manifest.sources().forEach((id, source) -> dict.put(id, PythonJson.pythonic(entries.source(source))));
        return dict;
    }

    @Override
    public Collection<String> attributeNames() {
        return List.of("nodes", "sources", "exposures", "metrics", "groups", "semantic_models", "saved_queries");
    }
}
