package dev.ingot.models.internal.project;

import dev.ingot.api.error.Problem;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds circles of references. For one thread, used once. */
final class Cycles {

    private enum Mark {
        OPEN,
        DONE
    }

    private final Map<String, DbtNode> nodes;
    private final Map<String, Mark> marks = new HashMap<>();
    private final List<String> trail = new ArrayList<>();
    private final List<Problem> found = new ArrayList<>();
    private final Set<Set<String>> told = new HashSet<>();

    private Cycles(Map<String, DbtNode> nodes) {
        this.nodes = nodes;
    }

    /** One problem for each circle that a walk from parents to children meets. */
    static List<Problem> find(Map<String, DbtNode> nodes) {
        Cycles cycles = new Cycles(nodes);
        nodes.keySet().forEach(cycles::visit);
        return cycles.found;
    }

    private void visit(String id) {
        DbtNode node = nodes.get(id);
        if (node == null || marks.get(id) == Mark.DONE) {
            return;
        }
        if (marks.get(id) == Mark.OPEN) {
            tell(trail.subList(trail.indexOf(id), trail.size()));
            return;
        }
        marks.put(id, Mark.OPEN);
        trail.add(id);
        node.dependencies().nodes().forEach(this::visit);
        trail.remove(trail.size() - 1);
        marks.put(id, Mark.DONE);
    }

    private void tell(List<String> circle) {
        if (!told.add(Set.copyOf(circle))) {
            return;
        }
        List<String> names = new ArrayList<>();
        circle.forEach(id -> names.add(known(id).name()));
        names.add(names.get(0));
        DbtNode first = known(circle.get(0));
        String next = known(circle.get(circle.size() > 1 ? 1 : 0)).name();
        found.add(Problem.of(ModelsError.CYCLE, "These models depend on each other: " + String.join(" -> ", names))
                .at(first.definition().source().placeOf(List.of("'" + next + "'", '"' + next + '"')))
                .because("Each arrow points from a model to one that it reads.")
                .fix("Let one of them read from a model upstream of the circle."));
    }

    private DbtNode known(String id) {
        DbtNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalStateException("no node " + id);
        }
        return node;
    }
}
