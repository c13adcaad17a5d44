package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.NodeRunner.StepEnd;
import dev.ingot.core.run.RunListener;
import dev.ingot.core.run.StepResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The statements of {@code on-run-start} or {@code on-run-end}. As in dbt each is a step of its own: after one that failed
 * the rest are skipped, and the nodes are built all the same.
 */
record RunHooks(InstantSource clock, RunListener listener) {

    /**
     * @param first done before the first statement, where there is one; its failure is that statement's
     * @param execute takes a statement's unique id
     */
    List<StepResult> run(List<Node> hooks, Runnable first, Consumer<String> execute) {
        List<StepResult> ended = new ArrayList<>();
        boolean failed = false;
        for (Node hook : hooks) {
            Instant started = clock.instant();
            Outcome outcome;
            if (failed) {
                outcome = new Outcome.Skipped("a hook before it failed");
            } else {
                listener.started(hook, ended.size() + 1, hooks.size(), 1, started);
                outcome = outcome(hook, ended.isEmpty() ? first : () -> {}, execute);
                failed = outcome instanceof Outcome.Failed;
            }
            StepEnd end = new StepEnd(outcome, List.of(), outcome instanceof Outcome.Succeeded ? 0 : 1);
            StepResult result = new StepResult(hook, end, started, clock.instant(), 1, "main");
            ended.add(result);
            listener.ended(result, ended.size(), hooks.size());
        }
        return ended;
    }

    private static Outcome outcome(Node hook, Runnable first, Consumer<String> execute) {
        try {
            first.run();
            execute.accept(hook.uniqueId());
            return Outcome.Succeeded.of(Counts.ZERO);
        } catch (IngotException e) {
            return new Outcome.Failed(e.problems(), Counts.ZERO, false);
        }
    }
}
