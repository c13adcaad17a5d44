package dev.ingot.cli;

import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.graph.Selection;
import dev.ingot.core.graph.Selection.Indirect;
import dev.ingot.core.graph.Selector;
import dev.ingot.core.graph.Selectors;
import dev.ingot.models.Deferral;
import dev.ingot.models.StateManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes a command means, and the earlier state that it compares with: dbt's options. */
public final class SelectionOptions {

    @Option(
            names = {"-s", "--select", "-m", "--models"},
            paramLabel = "SELECTOR",
            arity = "1..*",
            description = "Which nodes: names, +parents, children+, @name, tag:x, path:x, source:x, config.x:y,"
                    + " result:error, state:modified, …; a comma for both, a space for either.")
    List<String> select = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "SELECTOR", arity = "1..*", description = "Which nodes to leave out.")
    List<String> exclude = new ArrayList<>();

    @Option(names = "--selector", paramLabel = "NAME", description = "A selection that selectors.yml names.")
    @Nullable
    String selector;

    @Option(
            names = "--indirect-selection",
            paramLabel = "MODE",
            description = "Which tests come along: eager, cautious, buildable or empty.",
            defaultValue = "eager")
    Indirect indirect = Indirect.EAGER;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "A folder with the artefacts of an earlier state, for state:, result: and --defer.")
    @Nullable
    Path state;

    @Option(
            names = "--defer",
            negatable = true,
            fallbackValue = "true",
            description = "References to what is not built go to the tables of --state.")
    boolean defer;

    @Option(names = "--defer-state", paramLabel = "DIR", description = "Another state than --state for --defer.")
    @Nullable
    Path deferState;

    @Option(
            names = "--favor-state",
            negatable = true,
            fallbackValue = "true",
            description = "With --defer: even where the target has a table of its own.")
    boolean favorState;

    public static SelectionOptions none() {
        return new SelectionOptions();
    }

    /** The unique ids that are meant, parents before children; words that mean nothing are told. */
    List<String> choose(Workspace workspace, Models models, Graph graph, Predicate<ResourceType> types) {
        Selection selection = new Selection(graph, Comparison.of(workspace, models, in(workspace, state)), indirect);
        SelectorNotes.of(graph, selection, words()).forEach(workspace.terminal()::note);
        Optional<Selector> named = named(workspace);
        if (named.isEmpty()) {
            return selection.of(select, exclude, types);
        }
        return selection.of(
                exclude.isEmpty() ? named.get() : new Selector.Without(named.get(), Selector.parse(exclude)), types);
    }

    boolean isEmpty() {
        return select.isEmpty() && selector == null;
    }

    private List<String> words() {
        return Stream.concat(select.stream(), exclude.stream()).toList();
    }

    /** What {@code --selector} names, or the default of selectors.yml where nothing else is said. */
    private Optional<Selector> named(Workspace workspace) {
        if (!select.isEmpty()) {
            return Optional.empty();
        }
        Selectors selectors = workspace.project().models().stream()
                .map(Selectors::of)
                .filter(some -> some != Selectors.NONE)
                .findFirst()
                .orElse(Selectors.NONE);
        return selector == null ? selectors.byDefault() : Optional.of(selectors.named(selector));
    }

    /** A relative folder starts at the project. */
    private static @Nullable Path in(Workspace workspace, @Nullable Path folder) {
        return folder == null ? null : workspace.project().folder().resolve(folder);
    }

    /** Where references go to what is not among {@code selected}. */
    Deferral deferral(Workspace workspace, List<String> selected) {
        Path folder = in(workspace, deferState == null ? state : deferState);
        if (!defer || folder == null) {
            return new Deferral(Map.of(), new LinkedHashSet<>(selected), false);
        }
        return new Deferral(StateManifest.in(folder).tables(), new LinkedHashSet<>(selected), favorState);
    }
}
