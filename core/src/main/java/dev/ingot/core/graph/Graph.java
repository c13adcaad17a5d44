package dev.ingot.core.graph;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All nodes of a project and their edges, free of cycles. Immutable and thread-safe. */
public final class Graph {

    private final Map<String, Node> nodes;
    private final Map<String, Set<String>> children;
    private final List<Node> order;

    private Graph(Map<String, Node> nodes, Map<String, Set<String>> children, List<Node> order) {
        this.nodes = nodes;
        this.children = children;
        this.order = order;
    }

    /** As {@link #of(Collection, Predicate)}, with edges to whatever fills a source's table. */
    public static Graph of(Collection<Node> given) {
        return of(given, writer -> true);
    }

    /**
     * Joins the nodes to a graph. A {@code source} gets an edge to what fills its table, so that a model follows the load
     * of what it reads.
     *
     * @param followed which of the nodes that fill a source's table it gets an edge to
     * @throws IngotException with every problem: same id, same table, unknown parent, cycle
     */
    public static Graph of(Collection<Node> given, Predicate<Node> followed) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Node> byId = new TreeMap<>();
        Map<TableName, Node> writers = new HashMap<>();
        for (Node node : given) {
            Node other = byId.putIfAbsent(node.uniqueId(), node);
            if (other != null) {
                problems.add(Problem.of(
                                GraphError.DUPLICATE_NODE,
                                "'" + node.uniqueId() + "' is defined in " + other.path() + " and in " + node.path())
                        .at(Place.of(node.path())));
            } else if (node.table() != null && node.type().runnable()) {
                Node writer = writers.putIfAbsent(node.table(), node);
                if (writer != null) {
                    problems.add(Problem.of(
                                    GraphError.TWO_WRITERS,
                                    "Both " + writer.uniqueId() + " and " + node.uniqueId() + " fill " + node.table())
                            .at(Place.of(node.path())));
                }
            }
        }
        writers.values().removeIf(followed.negate());
        byId.replaceAll((id, node) -> joinedToItsWriter(node, writers));
        for (Node node : byId.values()) {
            for (String parent : node.dependsOn()) {
                if (!byId.containsKey(parent)) {
                    problems.add(Problem.of(
                                    GraphError.UNKNOWN_PARENT,
                                    "'" + node.name() + "' depends on '" + parent + "', which does not exist")
                            .at(Place.of(node.path()))
                            .fix(Suggestion.nearest(parent, byId.keySet())
                                    .map(near -> "Did you mean '" + near + "'?")
                                    .orElse(null)));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        Map<String, Set<String>> childrenOf = new HashMap<>();
        byId.values()
                .forEach(node -> node.dependsOn()
                        .forEach(parent -> childrenOf
                                .computeIfAbsent(parent, any -> new LinkedHashSet<>())
                                .add(node.uniqueId())));
        return new Graph(new LinkedHashMap<>(byId), childrenOf, sorted(byId, childrenOf));
    }

    private static Node joinedToItsWriter(Node node, Map<TableName, Node> writers) {
        if (node.type() != ResourceType.SOURCE || node.table() == null) {
            return node;
        }
        Node writer = writers.get(node.table());
        return writer == null ? node : node.withParents(Set.of(writer.uniqueId()));
    }

    /** Kahn's algorithm; among nodes that are ready, the first by id, so that the order is the same each time. */
    private static List<Node> sorted(Map<String, Node> nodes, Map<String, Set<String>> children) {
        Map<String, Integer> waitingFor = new HashMap<>();
        PriorityQueue<String> ready = new PriorityQueue<>();
        nodes.values().forEach(node -> {
            waitingFor.put(node.uniqueId(), node.dependsOn().size());
            if (node.dependsOn().isEmpty()) {
                ready.add(node.uniqueId());
            }
        });
        List<Node> order = new ArrayList<>(nodes.size());
        while (!ready.isEmpty()) {
            Node next = known(nodes, ready.remove());
            order.add(next);
            for (String child : children.getOrDefault(next.uniqueId(), Set.of())) {
                if (waitingFor.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
        if (order.size() < nodes.size()) {
            throw cycle(nodes, order).toException();
        }
        return Collections.unmodifiableList(order);
    }

    private static Problem cycle(Map<String, Node> nodes, List<Node> sorted) {
        Set<String> stuck = new HashSet<>(nodes.keySet());
        sorted.forEach(node -> stuck.remove(node.uniqueId()));
        List<String> trail = new ArrayList<>();
        String at = Collections.min(stuck);
        while (!trail.contains(at)) {
            trail.add(at);
            at = known(nodes, at).dependsOn().stream()
                    .filter(stuck::contains)
                    .findFirst()
                    .orElseThrow();
        }
        List<String> circle = new ArrayList<>(trail.subList(trail.indexOf(at), trail.size()));
        circle.add(at);
        Collections.reverse(circle);
        Node first = known(nodes, at);
        return Problem.of(GraphError.CYCLE, "These nodes depend on each other: " + String.join(" -> ", circle))
                .at(Place.of(first.path()))
                .fix("Let one of them read from a node upstream of the circle.");
    }

    private static Node known(Map<String, Node> nodes, String id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return node;
    }

    /** All nodes, parents before children. */
    public List<Node> nodes() {
        return order;
    }

    public Optional<Node> find(String uniqueId) {
        return Optional.ofNullable(nodes.get(uniqueId));
    }

    /** The node of an id that is known to exist. */
    public Node node(String uniqueId) {
        return known(nodes, uniqueId);
    }

    public Set<String> parents(String uniqueId) {
        return node(uniqueId).dependsOn();
    }

    public Set<String> children(String uniqueId) {
        return Collections.unmodifiableSet(children.getOrDefault(uniqueId, Set.of()));
    }

    /** Everything upstream, without the node itself, at most {@code depth} edges away (null: any). */
    public Set<String> ancestors(String uniqueId, @Nullable Integer depth) {
        return reach(uniqueId, depth, true);
    }

    /** Everything downstream, without the node itself, at most {@code depth} edges away (null: any). */
    public Set<String> descendants(String uniqueId, @Nullable Integer depth) {
        return reach(uniqueId, depth, false);
    }

    private Set<String> reach(String from, @Nullable Integer depth, boolean up) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> ring = new ArrayDeque<>(List.of(from));
        for (int distance = 0; !ring.isEmpty() && (depth == null || distance < depth); distance++) {
            Deque<String> next = new ArrayDeque<>();
            for (String id : ring) {
                for (String neighbour : up ? parents(id) : children(id)) {
                    if (seen.add(neighbour)) {
                        next.add(neighbour);
                    }
                }
            }
            ring = next;
        }
        return seen;
    }
}
