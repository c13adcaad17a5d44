package dev.ingot.cli;

import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.RunResult;
import java.util.List;
import java.util.Map;

/** The project's models, as a run sees them. */
final class Models {

    static Models load(Workspace workspace, Pipelines pipelines, String run, String command, boolean fullRefresh) {
        return new Models();
    }

    Graph graphWith(List<Node> pipelines) {
        return Graph.of(pipelines);
    }

    boolean canBeStaged(Node node) {
        return false;
    }

    Map<ResourceType, NodeRunner> runners() {
        return Map.of();
    }

    void writeArtifacts(RunResult result) {}
}
