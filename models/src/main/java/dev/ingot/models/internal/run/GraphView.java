package dev.ingot.models.internal.run;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.PyDict;
import dev.ingot.models.NodeDetails;
import dev.ingot.models.internal.artifact.NodeJson;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.project.Manifest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code graph} in templates: nodes, sources and declarations by unique id, as the manifest shows them. Made when it is
 * first asked for, and one dict for all nodes of a run, since packages keep notes of their own in it. Thread-safe, as its
 * dicts are.
 */
final class GraphView implements Supplier<PyDict> {

    private final Manifest manifest;
    private @Nullable PyDict graph;

    GraphView(Manifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public synchronized PyDict get() {
        if (graph == null) {
            graph = PyDict.of(
                    "nodes", nodes(),
                    "sources", sources(),
                    "exposures", declared(ResourceType.EXPOSURE),
                    "metrics", declared(ResourceType.METRIC),
                    "groups", groups(),
                    "semantic_models", declared(ResourceType.SEMANTIC_MODEL),
                    "saved_queries", declared(ResourceType.SAVED_QUERY));
        }
        return graph;
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

    private NodeJson entries() {
        return new NodeJson(manifest, manifest.environment().started(), NodeDetails.NONE);
    }

    private PyDict nodes() {
        PyDict dict = new PyDict();
        NodeJson entries = entries();
        manifest.nodes().forEach((id, node) -> {
            if (node.type() != ResourceType.UNIT_TEST) {
                dict.put(id, PythonJson.pythonic(entries.node(node)));
            }
        });
        return dict;
    }

    private PyDict sources() {
        PyDict dict = new PyDict();
        NodeJson entries = entries();
        manifest.sources().forEach((id, source) -> dict.put(id, PythonJson.pythonic(entries.source(source))));
        return dict;
    }
}
