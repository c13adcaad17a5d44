package dev.ingot.core.graph;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.core.graph.Selector.Intersection;
import dev.ingot.core.graph.Selector.Term;
import dev.ingot.core.graph.Selector.Union;
import dev.ingot.core.graph.Selector.Without;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The named selectors of a project: dbt's {@code selectors.yml}. Immutable. */
public final class Selectors {

    /** Without a file there are none. */
    public static final Selectors NONE = new Selectors(Map.of(), null);

    private final Map<String, Selector> byName;
    private final @Nullable String defaultName;

    private Selectors(Map<String, Selector> byName, @Nullable String defaultName) {
        this.byName = Map.copyOf(byName);
        this.defaultName = defaultName;
    }

    /**
     * Reads {@code selectors.yml} of a dbt project, if it has one.
     *
     * @throws IngotException with every mistake in it
     */
    public static Selectors of(Path folder) {
        Path file = folder.resolve("selectors.yml");
        return Presence.isFile(file)
                ? new Reading().read(Yaml.read(file, "selectors.yml").mapping())
                : NONE;
    }

    /** @throws IngotException if there is none of this name */
    public Selector named(String name) {
        Selector selector = byName.get(name);
        if (selector == null) {
            throw Problem.of(GraphError.BAD_SELECTOR, "There is no selector '" + name + "' in selectors.yml.")
                    .fix(Suggestion.didYouMean(name, byName.keySet()))
                    .toException();
        }
        return selector;
    }

    /** The one that is marked {@code default: true}: what is meant where nothing is selected. */
    public Optional<Selector> byDefault() {
        return Optional.ofNullable(defaultName).map(byName::get);
    }

    /** One reading of one file; later definitions may name earlier ones. */
    private static final class Reading {

        private static final Set<String> KEYS = Set.of(
                "method",
                "value",
                "parents",
                "children",
                "parents_depth",
                "children_depth",
                "childrens_parents",
                "indirect_selection",
                "exclude");

        private final Map<String, Selector> read = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Selectors read(YamlMapping root) {
            String byDefault = null;
            for (YamlNode item : items(root.find("selectors").orElse(root))) {
                if (!(item instanceof YamlMapping entry)) {
                    problem("A selector is a block with a name and a definition", item.place());
                    continue;
                }
                String name = entry.find("name").map(Reading::text).orElse("");
                Optional<YamlNode> definition = entry.find("definition");
                if (name.isBlank() || definition.isEmpty()) {
                    problem("A selector needs a 'name' and a 'definition'", entry.place());
                    continue;
                }
                read.put(name, selector(definition.get()));
                if (entry.find("default")
                        .map(Reading::text)
                        .filter("true"::equals)
                        .isPresent()) {
                    byDefault = name;
                }
            }
            if (!problems.isEmpty()) {
                throw new IngotException(problems);
            }
            return new Selectors(read, byDefault);
        }

        private Selector selector(YamlNode node) {
            if (node instanceof YamlScalar) {
                return words(text(node), node.place());
            }
            if (!(node instanceof YamlMapping block) || block.isEmpty()) {
                problem("A definition is a text, or a block", node.place());
                return new Union(List.of());
            }
            if (block.keys().equals(Set.of("union"))) {
                return several(block.find("union").orElseThrow(), true);
            }
            if (block.keys().equals(Set.of("intersection"))) {
                return several(block.find("intersection").orElseThrow(), false);
            }
            if (block.find("method").isPresent()) {
                return method(block);
            }
            if (block.keys().size() == 1) {
                String key = block.keys().iterator().next();
                return words(key + ":" + text(block.find(key).orElseThrow()), block.place());
            }
            problem("A definition has 'union', 'intersection', 'method' and 'value', or one method", block.place());
            return new Union(List.of());
        }

        private Selector several(YamlNode node, boolean union) {
            List<Selector> parts = new ArrayList<>();
            Selector left = null;
            for (YamlNode item : items(node)) {
                if (item instanceof YamlMapping block && block.keys().equals(Set.of("exclude"))) {
                    left = several(block.find("exclude").orElseThrow(), true);
                } else {
                    parts.add(selector(item));
                }
            }
            Selector all = union ? new Union(parts) : new Intersection(parts);
            return left == null ? all : new Without(all, left);
        }

        private Selector method(YamlMapping block) {
            Set<String> unknown = new HashSet<>(block.keys());
            unknown.removeAll(KEYS);
            for (String key : unknown) {
                problems.add(Problem.of(GraphError.BAD_SELECTOR, "A selector has no key '" + key + "'")
                        .at(block.keyPlace(key))
                        .fix(Suggestion.didYouMean(key, KEYS)));
            }
            String method = text(block, "method");
            String value = text(block, "value");
            if (method.equals("selector")) {
                Selector named = read.get(value);
                if (named == null) {
                    problem("There is no selector '" + value + "' above this one", block.place());
                    return new Union(List.of());
                }
                return named;
            }
            String word = (flag(block, "childrens_parents") ? "@" : "")
                    + (flag(block, "parents") ? text(block, "parents_depth") + "+" : "")
                    + method + ":" + value
                    + (flag(block, "children") ? "+" + text(block, "children_depth") : "");
            Selector chosen = words(word, block.place());
            return block.find("exclude").isEmpty()
                    ? chosen
                    : new Without(chosen, several(block.find("exclude").orElseThrow(), true));
        }

        private Selector words(String word, Place place) {
            try {
                return new Term(SelectorTerm.parse(word));
            } catch (IngotException e) {
                e.problems().forEach(problem -> problems.add(problem.at(place)));
                return new Union(List.of());
            }
        }

        private static boolean flag(YamlMapping block, String key) {
            return text(block, key).equals("true");
        }

        private static String text(YamlMapping block, String key) {
            return block.find(key).map(Reading::text).orElse("");
        }

        private static String text(YamlNode node) {
            return node instanceof YamlScalar scalar ? scalar.text() : "";
        }

        private static List<YamlNode> items(YamlNode node) {
            return node instanceof YamlSequence sequence ? sequence.items() : List.of(node);
        }

        private void problem(String what, Place place) {
            problems.add(Problem.of(GraphError.BAD_SELECTOR, what).at(place));
        }
    }
}
