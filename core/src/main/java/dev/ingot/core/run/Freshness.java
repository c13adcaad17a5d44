package dev.ingot.core.run;

import dev.ingot.api.run.Outcome;
import dev.ingot.api.source.SourceTime;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long a change takes from its commit at the source until a table shows it: for the table that it is loaded
 * into, and for every table built from that. What a load brought is owed to all nodes downstream until they are built, in
 * this run or in a later one of the same continuous run. Called by one thread at a time.
 */
public final class Freshness implements RunListener {

    /** The name under which the metadata store keeps it, in seconds. */
    public static final String METRIC = "freshness_seconds";

    private final Graph graph;
    private final Map<String, SourceTime> owed = new HashMap<>();
    private final List<Measure> measured = new ArrayList<>();

    /**
     * @param times of the changes that the table shows now and did not show before
     */
    public record Measure(Node node, SourceTime times, Instant readable) {

        /** How long the slowest of the changes took; a source whose clock is ahead makes it 0. */
        public Duration slowest() {
            Duration took = Duration.between(times.oldest(), readable);
            return took.isNegative() ? Duration.ZERO : took;
        }
    }

    /**
     * @param graph with all that may be built
     */
    public Freshness(Graph graph) {
        this.graph = graph;
    }

    /** What was measured since the last call. */
    public List<Measure> take() {
        List<Measure> taken = List.copyOf(measured);
        measured.clear();
        return taken;
    }

    @Override
    public void ended(StepResult result, int index, int total) {
        if (!(result.outcome() instanceof Outcome.Succeeded)) {
            return;
        }
        Node node = result.node();
        SourceTime brought = result.end().times();
        if (brought != null) {
            measured.add(new Measure(node, brought, result.ended()));
            if (graph.find(node.uniqueId()).isPresent()) {
                graph.descendants(node.uniqueId(), null).forEach(below -> owed.merge(below, brought, SourceTime::and));
            }
        }
        SourceTime shown = owed.remove(node.uniqueId());
        if (shown != null && node.table() != null && !node.type().isTest()) {
            measured.add(new Measure(node, shown, result.ended()));
        }
    }
}
