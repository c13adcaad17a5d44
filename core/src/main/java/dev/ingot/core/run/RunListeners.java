package dev.ingot.core.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.core.graph.Node;
import java.time.Instant;
import java.util.List;

/** Several listeners as one; they hear of everything in the order given. */
public final class RunListeners implements RunListener {

    private final List<RunListener> listeners;

    private RunListeners(List<RunListener> listeners) {
        this.listeners = listeners;
    }

    public static RunListener of(RunListener... listeners) {
        return new RunListeners(List.of(listeners));
    }

    @Override
    public void started(Node node, int index, int total, int attempt, Instant at) {
        listeners.forEach(listener -> listener.started(node, index, total, attempt, at));
    }

    @Override
    public void waiting(Node node, Problem locked) {
        listeners.forEach(listener -> listener.waiting(node, locked));
    }

    @Override
    public void progressed(Node node, long rows, long bytes, long totalBytes) {
        listeners.forEach(listener -> listener.progressed(node, rows, bytes, totalBytes));
    }

    @Override
    public void committed(Node node, TableChange change) {
        listeners.forEach(listener -> listener.committed(node, change));
    }

    @Override
    public void retrying(StepResult attempt, long delayMillis) {
        listeners.forEach(listener -> listener.retrying(attempt, delayMillis));
    }

    @Override
    public void ended(StepResult result, int index, int total) {
        listeners.forEach(listener -> listener.ended(result, index, total));
    }
}
