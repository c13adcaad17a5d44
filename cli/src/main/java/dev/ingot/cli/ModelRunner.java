package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;
import dev.ingot.models.Built;
import dev.ingot.models.ModelExecutor;
import dev.ingot.models.TestResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Builds and tests the nodes of one dbt project, as the engine asks. */
final class ModelRunner implements NodeRunner {

    private final ModelExecutor executor;
    private final Map<String, Built> aside = new ConcurrentHashMap<>();

    ModelRunner(ModelExecutor executor) {
        this.executor = executor;
    }

    @Override
    public StepEnd run(Node node, StepContext context) {
        if (node.type().isTest()) {
            Collection<Built> unpublished = context.builtAside().stream()
                    .map(aside::get)
                    .filter(Objects::nonNull)
                    .toList();
            TestResult result = executor.test(node.uniqueId(), unpublished, context.control());
            return new StepEnd(result.outcome(), List.of(), result.failures());
        }
        try (Built built = executor.build(node.uniqueId(), context.control())) {
            return publish(built, context);
        }
    }

    private static StepEnd publish(Built built, StepContext context) {
        List<TableChange> changes = built.publish();
        changes.forEach(context.committed());
        return StepEnd.of(new Outcome.Succeeded(built.counts(), changes, "", List.of()));
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        Built built = executor.build(node.uniqueId(), context.control());
        try {
            built.check();
        } catch (IngotException failure) {
            built.close();
            throw failure;
        }
        aside.put(node.uniqueId(), built);
        return new Prepared() {
            @Override
            public StepEnd publish() {
                try (Built done = built) {
                    StepEnd end = ModelRunner.publish(done, context);
                    executor.forgetKept(built);
                    return end;
                } finally {
                    aside.remove(node.uniqueId());
                }
            }

            @Override
            public Optional<TableName> keep() {
                try (Built done = built) {
                    return executor.keep(done);
                } finally {
                    aside.remove(node.uniqueId());
                }
            }

            @Override
            public void discard() {
                aside.remove(node.uniqueId());
                built.close();
            }
        };
    }
}
