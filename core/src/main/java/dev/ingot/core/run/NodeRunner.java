package dev.ingot.core.run;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.source.SourceTime;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of one kind of node. Thread-safe: the engine calls it from several workers. Failures may be returned as
 * {@link Outcome.Failed} or thrown as {@link dev.ingot.api.error.IngotException}.
 */
public interface NodeRunner {

    /** Runs a node from start to end. */
    StepEnd run(Node node, StepContext context);

    /** Builds a node aside; only called for nodes that the planner was told can be staged. */
    Prepared prepare(Node node, StepContext context);

    /**
     * How a step ended, with what the outcome alone does not say.
     *
     * @param failures of a test: how many rows it found; 0 for others
     * @param times when what it loaded was committed at the source, null where that is not known
     */
    record StepEnd(
            Outcome outcome,
            List<Rejection> rejections,
            long failures,
            @Nullable SourceTime times) {
        public StepEnd {
            rejections = List.copyOf(rejections);
        }

        public StepEnd(Outcome outcome, List<Rejection> rejections, long failures) {
            this(outcome, rejections, failures, null);
        }

        public static StepEnd of(Outcome outcome) {
            return new StepEnd(outcome, List.of(), 0);
        }
    }

    /** A node that is built and waits for its tests. Exactly one of the three ends it. */
    interface Prepared {
        StepEnd publish();

        /** Publishes nothing, but leaves what was built to be looked at; returns where, empty where nothing is left. */
        Optional<TableName> keep();

        void discard();
    }
}
