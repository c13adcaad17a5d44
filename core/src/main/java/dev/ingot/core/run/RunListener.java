package dev.ingot.core.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.core.graph.Node;
import java.time.Instant;

/**
 * Hears what happens in a run: terminal, audit, progress. Called only by the engine's coordinator, one call at a time,
 * except {@link #progressed} and {@link #committed}, which come from workers.
 */
public interface RunListener {

    /**
     * @param index of the node in the run, from 1
     */
    default void started(Node node, int index, int total, int attempt, Instant at) {}

    /** A step waits for a table that another run holds; said once for each step, before it starts. */
    default void waiting(Node node, Problem locked) {}

    default void progressed(Node node, long rows, long bytes, long totalBytes) {}

    /** A table has a new version; the node may still fail. */
    default void committed(Node node, TableChange change) {}

    /** A try failed and the node will be tried again after {@code delayMillis}. */
    default void retrying(StepResult attempt, long delayMillis) {}

    default void ended(StepResult result, int index, int total) {}
}
