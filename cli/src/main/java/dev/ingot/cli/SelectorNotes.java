package dev.ingot.cli;

import dev.ingot.api.error.Suggestion;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.Selection;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says which words of a selection mean nothing; no error, as in dbt, because a selection may well be empty. */
public final class SelectorNotes {

    private SelectorNotes() {}

    /** One sentence for each word that matches no node. */
    public static List<String> of(Graph graph, Selection selection, Collection<String> words) {
        Set<String> names = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (!node.type().isTest()) {
                names.add(node.name());
                if (node.table() != null) {
                    names.add(node.table().toString());
                }
            }
        }
        return selection.unmatched(words).stream()
                .filter(word -> !word.contains("result:") && !word.contains("state:"))
                .map(word -> "The selector '" + word + "' matches no node."
                        + Suggestion.nearest(word.replaceAll("^@?\\d*\\+|\\+\\d*$", ""), names)
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse(""))
                .toList();
    }
}
