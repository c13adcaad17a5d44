package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.cli.Pipelines.Unreadable;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;
import java.util.Map;

/** Runs pipelines, and lets those fail whose controller row cannot be read. */
record ReadableRows(NodeRunner pipelines, Map<String, Unreadable> unreadable) implements NodeRunner {

    @Override
    public StepEnd run(Node node, StepContext context) {
        Unreadable row = unreadable.get(node.uniqueId());
        if (row != null) {
            throw new IngotException(row.problems());
        }
        return pipelines.run(node, context);
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        return pipelines.prepare(node, context);
    }
}
