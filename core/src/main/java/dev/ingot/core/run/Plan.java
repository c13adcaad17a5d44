package dev.ingot.core.run;

import dev.ingot.core.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run will do: tasks and what each waits for. A node is one task, or two where tests gate it: build aside, then
 * publish once the tests between have passed. Immutable.
 *
 * @param tasks in an order in which one worker could run them
 * @param gates the unique ids of the tests that stand between a node's build and its publication, by the node's id
 */
public record Plan(List<Task> tasks, Map<String, Set<String>> gates) {

    public Plan {
        tasks = List.copyOf(tasks);
        gates = Map.copyOf(gates);
    }

    /** Nodes that run, each once, in the order of their last task. */
    public List<Node> nodes() {
        return tasks.stream()
                .filter(task -> task.phase() != Phase.BUILD)
                .map(Task::node)
                .toList();
    }

    /** Which part of a node a task does. */
    public enum Phase {
        WHOLE,
        BUILD,
        PUBLISH
    }

    /**
     * @param requires ids of tasks that must have succeeded, else this one is skipped
     * @param after ids of tasks that must have ended, in whatever way
     */
    public record Task(String id, Node node, Phase phase, Set<String> requires, Set<String> after) {
        public Task {
            requires = Set.copyOf(requires);
            after = Set.copyOf(after);
        }
    }
}
