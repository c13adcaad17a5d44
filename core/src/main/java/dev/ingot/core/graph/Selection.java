package dev.ingot.core.graph;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.core.graph.Selector.Everything;
import dev.ingot.core.graph.Selector.Without;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes of a graph a command means: dbt's {@code --select} and {@code --exclude}. Space is union, comma is
 * intersection, tests follow the nodes they look at as {@link Indirect} says.
 */
public final class Selection {

    /** dbt's {@code --indirect-selection}: which tests come along with selected nodes. */
    public enum Indirect {
        /** A test with any selected parent. */
        EAGER,
        /** A test whose parents are all selected. */
        CAUTIOUS,
        /** A test whose parents are all selected or upstream of what is selected. */
        BUILDABLE,
        /** No test that is not named. */
        EMPTY
    }

    private final Graph graph;
    private final SelectorMethods methods;
    private final Indirect indirect;

    /** @param previous what {@code state:}, {@code result:} and {@code source_status:} compare with */
    public Selection(Graph graph, PreviousState previous, Indirect indirect) {
        this.graph = graph;
        this.methods = new SelectorMethods(previous);
        this.indirect = indirect;
    }

    /**
     * @param select words as given; empty: everything
     * @param exclude words as given
     * @param types only nodes of these types are returned
     * @return unique ids, parents before children
     */
    public List<String> of(Collection<String> select, Collection<String> exclude, Predicate<ResourceType> types) {
        List<Problem> problems = new ArrayList<>();
        Selector chosen = select.isEmpty() ? new Everything() : Selector.parse(select, problems);
        return of(exclude.isEmpty() ? chosen : new Without(chosen, Selector.parse(exclude, problems)), types, problems);
    }

    /**
     * @param types only nodes of these types are returned
     * @return unique ids, parents before children
     */
    public List<String> of(Selector selector, Predicate<ResourceType> types) {
        return of(selector, types, new ArrayList<>());
    }

    private List<String> of(Selector selector, Predicate<ResourceType> types, List<Problem> problems) {
        Set<String> kept = outermost(selector, problems);
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return graph.nodes().stream()
                .filter(node -> kept.contains(node.uniqueId()) && types.test(node.type()))
                .map(Node::uniqueId)
                .toList();
    }

    /** The words of a selection that mean no node at all; probably slips of the finger. */
    public List<String> unmatched(Collection<String> words) {
        return Selector.words(words).stream()
                .filter(word ->
                        nodes(Selector.parse(List.of(word)), new ArrayList<>()).isEmpty())
                .distinct()
                .toList();
    }

    /** Tests come along with what was chosen in the end; what is left out takes its tests with it. */
    private Set<String> outermost(Selector selector, List<Problem> problems) {
        if (selector instanceof Without without) {
            Set<String> result = new LinkedHashSet<>(outermost(without.chosen(), problems));
            result.removeAll(withEagerTests(nodes(without.left(), problems)));
            return result;
        }
        Set<String> chosen = nodes(selector, problems);
        return selector instanceof Everything ? chosen : withTests(chosen);
    }

    private Set<String> nodes(Selector selector, List<Problem> problems) {
        Set<String> result = new LinkedHashSet<>();
        if (selector instanceof Selector.Term term) {
            return term(term.term(), problems);
        } else if (selector instanceof Everything) {
            graph.nodes().forEach(node -> result.add(node.uniqueId()));
        } else if (selector instanceof Selector.Union union) {
            union.parts().forEach(part -> result.addAll(nodes(part, problems)));
        } else if (selector instanceof Selector.Intersection intersection) {
            boolean first = true;
            for (Selector part : intersection.parts()) {
                Set<String> some = nodes(part, problems);
                if (first) {
                    result.addAll(some);
                } else {
                    result.retainAll(some);
                }
                first = false;
            }
        } else if (selector instanceof Without without) {
            result.addAll(nodes(without.chosen(), problems));
            result.removeAll(withEagerTests(nodes(without.left(), problems)));
        }
        return result;
    }

    private Set<String> term(SelectorTerm term, List<Problem> problems) {
        Predicate<Node> matches;
        try {
            matches = methods.matcher(term);
        } catch (IngotException e) {
            problems.addAll(e.problems());
            return new LinkedHashSet<>();
        }
        Set<String> result = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (matches.test(node)) {
                result.add(node.uniqueId());
            }
        }
        Set<String> matched = Set.copyOf(result);
        for (String id : matched) {
            if (term.parents()) {
                result.addAll(graph.ancestors(id, term.parentDepth()));
            }
            if (term.children() || term.childrensParents()) {
                result.addAll(graph.descendants(id, term.childDepth()));
            }
        }
        if (term.childrensParents()) {
            for (String id : Set.copyOf(result)) {
                result.addAll(graph.ancestors(id, null));
            }
        }
        return result;
    }

    private Set<String> withTests(Set<String> chosen) {
        Set<String> upstream = new LinkedHashSet<>(chosen);
        if (indirect == Indirect.BUILDABLE) {
            chosen.forEach(id -> upstream.addAll(graph.ancestors(id, null)));
        }
        return addTests(chosen, parents -> switch (indirect) {
            case EAGER -> parents.stream().anyMatch(chosen::contains);
            case CAUTIOUS -> !parents.isEmpty() && chosen.containsAll(parents);
            case BUILDABLE -> upstream.containsAll(parents) && parents.stream().anyMatch(chosen::contains);
            case EMPTY -> false;
        });
    }

    private Set<String> withEagerTests(Set<String> left) {
        return addTests(left, parents -> parents.stream().anyMatch(left::contains));
    }

    private Set<String> addTests(Set<String> chosen, Predicate<Set<String>> comesAlong) {
        Set<String> result = new LinkedHashSet<>(chosen);
        for (Node node : graph.nodes()) {
            if (node.type().isTest() && comesAlong.test(node.dependsOn())) {
                result.add(node.uniqueId());
            }
        }
        return result;
    }
}
