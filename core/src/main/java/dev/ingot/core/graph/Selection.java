package dev.ingot.core.graph;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /**
     * @param lastResults status by unique id of the last run, for {@code result:}
     * @param previousChecksums checksum by unique id of the state that is compared with, for {@code state:}
     */
    public Selection(
            Graph graph, Map<String, String> lastResults, Map<String, String> previousChecksums, Indirect indirect) {
        this.graph = graph;
        this.methods = new SelectorMethods(lastResults, previousChecksums);
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
        Set<String> chosen = select.isEmpty() ? everything() : union(select, problems);
        Set<String> left = union(exclude, problems);
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        Set<String> result = select.isEmpty() ? chosen : withTests(chosen);
        if (!exclude.isEmpty()) {
            result = new LinkedHashSet<>(result);
            result.removeAll(withEagerTests(left));
        }
        Set<String> kept = result;
        return graph.nodes().stream()
                .filter(node -> kept.contains(node.uniqueId()) && types.test(node.type()))
                .map(Node::uniqueId)
                .toList();
    }

    /** The words of a selection that mean no node at all; probably slips of the finger. */
    public List<String> unmatched(Collection<String> words) {
        return words.stream()
                .flatMap(argument -> Stream.of(argument.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .filter(word -> intersection(word, new ArrayList<>()).isEmpty())
                .distinct()
                .toList();
    }

    private Set<String> everything() {
        Set<String> all = new LinkedHashSet<>();
        graph.nodes().forEach(node -> all.add(node.uniqueId()));
        return all;
    }

    private Set<String> union(Collection<String> words, List<Problem> problems) {
        Set<String> result = new LinkedHashSet<>();
        for (String argument : words) {
            for (String word : argument.strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    result.addAll(intersection(word, problems));
                }
            }
        }
        return result;
    }

    private Set<String> intersection(String word, List<Problem> problems) {
        Set<String> result = null;
        for (String term : word.split(",")) {
            Set<String> matched = term(term, problems);
            if (result == null) {
                result = matched;
            } else {
                result.retainAll(matched);
            }
        }
        return result == null ? Set.of() : result;
    }

    private Set<String> term(String text, List<Problem> problems) {
        SelectorTerm term;
        Predicate<Node> matches;
        try {
            term = SelectorTerm.parse(text);
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
            case CAUTIOUS -> chosen.containsAll(parents);
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
            if (node.type() == ResourceType.TEST && comesAlong.test(node.dependsOn())) {
                result.add(node.uniqueId());
            }
        }
        return result;
    }
}
