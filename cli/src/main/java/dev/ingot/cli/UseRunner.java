package dev.ingot.cli;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;

/** Exposures and saved queries stand in a build, as in dbt, so that it shows which of them it reached. */
enum UseRunner implements NodeRunner {
    NOTHING_TO_DO;

    @Override
    public StepEnd run(Node node, StepContext context) {
        return StepEnd.of(Outcome.Succeeded.of(Counts.ZERO));
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        throw new IllegalArgumentException(node.uniqueId() + " builds nothing");
    }
}
