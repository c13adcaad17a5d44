package dev.ingot.core.graph;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A set of nodes as somebody described it: on the command line, or in {@code selectors.yml}. Immutable. */
public sealed interface Selector {

    /** What one term means. */
    record Term(SelectorTerm term) implements Selector {}

    /** Nodes that any part means. */
    record Union(List<Selector> parts) implements Selector {
        public Union {
            parts = List.copyOf(parts);
        }
    }

    /** Nodes that every part means. */
    record Intersection(List<Selector> parts) implements Selector {
        public Intersection {
            parts = List.copyOf(parts);
        }
    }

    /** Nodes that the first means and the second does not, nor the tests of those. */
    record Without(Selector chosen, Selector left) implements Selector {}

    /** Every node. */
    record Everything() implements Selector {}

    /**
     * Words of a command line: a space for either, a comma for both.
     *
     * @throws IngotException with every word that is no selector
     */
    static Selector parse(Collection<String> arguments) {
        List<Problem> problems = new ArrayList<>();
        Selector selector = parse(arguments, problems);
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return selector;
    }

    /** The same; what is no selector goes to {@code problems} and is left out. */
    static Selector parse(Collection<String> arguments, List<Problem> problems) {
        return new Union(words(arguments).stream()
                .map(word -> intersection(word, problems))
                .toList());
    }

    /** The words of arguments, of which each may hold several. */
    static List<String> words(Collection<String> arguments) {
        return arguments.stream()
                .flatMap(argument -> Stream.of(argument.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Selector intersection(String word, List<Problem> problems) {
        List<Selector> terms = new ArrayList<>();
        for (String text : word.split(",")) {
            try {
                terms.add(new Term(SelectorTerm.parse(text)));
            } catch (IngotException e) {
                problems.addAll(e.problems());
            }
        }
        return terms.size() == 1 ? terms.get(0) : new Intersection(terms);
    }
}
