package dev.ingot.core.run;

import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.Plan.Phase;
import dev.ingot.core.run.Plan.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Turns a selection into a {@link Plan}: write, audit, publish.
 *
 * <p>A test gates the node it is declared on, so that a table that fails is never seen: the test runs on the table as
 * built aside, after the test's other parents are published. Where that would make a circle (a parent is built from the
 * tested table, or two tables test each other), the test runs after publication instead and, as in dbt, holds back
 * whatever lies downstream of all its parents.
 */
public final class Planner {

    private final Graph graph;
    private final Predicate<Node> canBeStaged;
    private final Set<String> selected;
    /** Which selected nodes must be final before a node can be final; grows with each gate. */
    private final Map<String, Set<String>> waitsFor = new HashMap<>();

    private Planner(Graph graph, Collection<String> selected, Predicate<Node> canBeStaged) {
        this.graph = graph;
        this.selected = selected.stream()
                .filter(id -> !graph.node(id).ephemeral())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.canBeStaged = canBeStaged;
    }

    /**
     * @param selected unique ids of runnable nodes, parents before children; an ephemeral model among them is part of
     *     what reads it
     * @param canBeStaged nodes that a runner can build without publishing
     */
    public static Plan plan(Graph graph, Collection<String> selected, Predicate<Node> canBeStaged) {
        return new Planner(graph, selected, canBeStaged).plan();
    }

    private Plan plan() {
        List<Node> nodes = selected.stream().map(graph::node).toList();
        nodes.forEach(node -> waitsFor.put(node.uniqueId(), selectedParents(node)));

        Map<String, Set<String>> gates = new LinkedHashMap<>();
        List<Node> afterwards = new ArrayList<>();
        for (Node node : nodes) {
            if (node.type() == ResourceType.UNIT_TEST) {
                beforeItsModel(node);
            }
            if (node.type() != ResourceType.TEST) {
                continue;
            }
            String gated = gate(node);
            if (gated.isEmpty()) {
                afterwards.add(node);
            } else {
                gates.computeIfAbsent(gated, any -> new LinkedHashSet<>()).add(node.uniqueId());
            }
        }
        afterwards.forEach(this::holdBackWhatIsDownstream);

        List<Task> tasks = new ArrayList<>();
        for (Node node : nodes) {
            addTasks(node, gates, tasks);
        }
        return new Plan(sorted(tasks), gates);
    }

    /** A unit test needs the tables that its model reads, and the model is not built where it fails. */
    private void beforeItsModel(Node test) {
        for (String model : test.dependsOn()) {
            waitsFor.put(test.uniqueId(), selectedParents(graph.node(model)));
            builtWith(model)
                    .forEach(id -> waitsFor.computeIfAbsent(id, any -> new LinkedHashSet<>())
                            .add(test.uniqueId()));
        }
    }

    /** The selected node itself; in the place of an ephemeral model all that it is a part of. */
    private Set<String> builtWith(String model) {
        if (!graph.node(model).ephemeral()) {
            return selected.contains(model) ? Set.of(model) : Set.of();
        }
        Set<String> built = new LinkedHashSet<>();
        for (String child : graph.children(model)) {
            if (graph.node(child).type() == ResourceType.MODEL) {
                built.addAll(builtWith(child));
            } else if (graph.node(child).type() != ResourceType.UNIT_TEST && selected.contains(child)) {
                built.add(child);
            }
        }
        return built;
    }

    private void addTasks(Node node, Map<String, Set<String>> gates, List<Task> tasks) {
        String id = node.uniqueId();
        Set<String> requires = waitsFor.getOrDefault(id, Set.of());
        Set<String> gating = gates.get(id);
        if (node.type().isTest()) {
            String gated = gates.entrySet().stream()
                    .filter(gate -> gate.getValue().contains(id))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
            Set<String> ready = new LinkedHashSet<>(requires);
            if (!gated.isEmpty()) {
                ready.remove(gated);
                ready.add(buildId(gated));
            }
            tasks.add(new Task(id, node, Phase.WHOLE, ready, Set.of()));
        } else if (gating == null) {
            tasks.add(new Task(id, node, Phase.WHOLE, requires, Set.of()));
        } else {
            // The edges that a gate added are the test's to wait for: the build itself need not.
            tasks.add(new Task(buildId(id), node, Phase.BUILD, buildNeeds(node), Set.of()));
            tasks.add(new Task(id, node, Phase.PUBLISH, Set.of(buildId(id)), gating));
        }
    }

    private Set<String> buildNeeds(Node node) {
        Set<String> needs = new LinkedHashSet<>(selectedParents(node));
        for (String before : waitsFor.getOrDefault(node.uniqueId(), Set.of())) {
            if (graph.node(before).type().isTest()) {
                needs.add(before);
            }
        }
        return needs;
    }

    private static String buildId(String nodeId) {
        return nodeId + "#build";
    }

    /** The nearest selected nodes upstream; nodes that are not selected are looked through. */
    private Set<String> selectedParents(Node node) {
        Set<String> result = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(node.dependsOn());
        while (!open.isEmpty()) {
            String id = open.remove();
            if (!seen.add(id)) {
                continue;
            }
            if (selected.contains(id)) {
                result.add(id);
            } else {
                open.addAll(graph.parents(id));
            }
        }
        return result;
    }

    /** The node that a test gates, or "" where it has to run after publication. */
    private String gate(Node test) {
        String attached = test.test() == null ? null : test.test().attachedNode();
        if (attached == null || !selected.contains(attached) || !canBeStaged.test(graph.node(attached))) {
            return "";
        }
        Set<String> others = new LinkedHashSet<>(waitsFor.getOrDefault(test.uniqueId(), Set.of()));
        others.remove(attached);
        for (String other : others) {
            if (reaches(other, attached)) {
                return "";
            }
        }
        waitsFor.computeIfAbsent(attached, any -> new LinkedHashSet<>()).addAll(others);
        return attached;
    }

    /** Whether {@code from} can only be final after {@code target}. */
    private boolean reaches(String from, String target) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String id = open.remove();
            if (id.equals(target)) {
                return true;
            }
            if (seen.add(id)) {
                open.addAll(waitsFor.getOrDefault(id, Set.of()));
            }
        }
        return false;
    }

    private void holdBackWhatIsDownstream(Node test) {
        Set<String> common = null;
        for (String parent : test.dependsOn()) {
            Set<String> below = graph.descendants(parent, null);
            if (common == null) {
                common = new LinkedHashSet<>(below);
            } else {
                common.retainAll(below);
            }
        }
        for (String id : common == null ? Set.<String>of() : common) {
            ResourceType type = graph.node(id).type();
            boolean holds = selected.contains(id) && !type.isTest() && !type.isUse() && !reaches(test.uniqueId(), id);
            if (holds) {
                waitsFor.computeIfAbsent(id, any -> new LinkedHashSet<>()).add(test.uniqueId());
            }
        }
    }

    private static List<Task> sorted(List<Task> tasks) {
        Map<String, Task> left = new LinkedHashMap<>();
        tasks.forEach(task -> left.put(task.id(), task));
        List<Task> order = new ArrayList<>(tasks.size());
        while (!left.isEmpty()) {
            List<Task> ready = left.values().stream()
                    .filter(task -> task.requires().stream().noneMatch(left::containsKey)
                            && task.after().stream().noneMatch(left::containsKey))
                    .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("the plan has a circle among " + left.keySet());
            }
            ready.forEach(task -> {
                order.add(task);
                left.remove(task.id());
            });
        }
        return order;
    }
}
