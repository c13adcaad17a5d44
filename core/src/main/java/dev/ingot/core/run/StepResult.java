package dev.ingot.core.run;

import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Node;
import java.time.Duration;
import java.time.Instant;

/**
 * A node's end in a run.
 *
 * @param started when its first task began; equals {@code ended} where it was skipped
 * @param attempts how often it was tried
 * @param thread the worker's name, as dbt's run_results has it
 */
public record StepResult(
        Node node, NodeRunner.StepEnd end, Instant started, Instant ended, int attempts, String thread) {

    public Outcome outcome() {
        return end.outcome();
    }

    public Duration duration() {
        return Duration.between(started, ended);
    }

    public boolean failed() {
        return outcome() instanceof Outcome.Failed;
    }
}
