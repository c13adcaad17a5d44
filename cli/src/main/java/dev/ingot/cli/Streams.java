package dev.ingot.cli;

import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.models.Environment;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is read again and again, and what is built after it: nodes that are marked {@code on_change} or materialized as
 * {@code latest}. For one thread.
 *
 * @param selected all that is meant, parents before children
 */
record Streams(Workspace workspace, Pipelines pipelines, Models models, Graph graph, List<String> selected) {

    Streams {
        selected = List.copyOf(selected);
    }

    /** @throws dev.ingot.api.error.IngotException with all that is wrong with the project */
    static Streams of(Workspace workspace, SelectionOptions selection, Predicate<ResourceType> types) {
        Pipelines pipelines = Pipelines.preview(workspace);
        Models models = Models.load(workspace, pipelines, "none", "run", false, Environment.Flags.NONE);
        Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
        return new Streams(workspace, pipelines, models, graph, selection.choose(workspace, models, graph, types));
    }

    /** These nodes have times of their own; what is built on change is, all the same. */
    Streams without(Set<String> scheduled) {
        return new Streams(
                workspace,
                pipelines,
                models,
                graph,
                selected.stream()
                        .filter(id -> !scheduled.contains(id) || isMarked(graph.node(id)))
                        .toList());
    }

    /** The pipelines among what is selected. */
    List<String> sources() {
        return selected.stream()
                .filter(id -> graph.node(id).type() == ResourceType.PIPELINE)
                .toList();
    }

    /** Those whose connection may have something new. */
    List<String> awake(Collection<String> sources) {
        Map<String, Boolean> quiet = new HashMap<>();
        return sources.stream()
                .filter(id -> {
                    PipelineSpec spec = pipelines.specs().get(id);
                    return spec == null
                            || !quiet.computeIfAbsent(
                                    spec.connection(),
                                    name -> workspace.source(name).isQuiet());
                })
                .toList();
    }

    /** The marked nodes downstream of what changed, parents before children. */
    Set<String> below(RunResult loaded) {
        Set<String> below = new LinkedHashSet<>();
        for (StepResult step : loaded.steps()) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded
                    && !succeeded.changes().isEmpty()) {
                below.addAll(graph.descendants(step.node().uniqueId(), null));
            }
        }
        Set<String> due = new LinkedHashSet<>();
        for (String id : selected) {
            Node node = graph.node(id);
            if (below.contains(id) && !node.type().isTest() && isMarked(node)) {
                due.add(id);
            }
        }
        return due;
    }

    /** These nodes and their tests. */
    Set<String> withTests(Set<String> built) {
        Set<String> all = new LinkedHashSet<>(built);
        selected.stream()
                .filter(id -> graph.node(id).type() == ResourceType.TEST)
                .filter(id -> built.stream().anyMatch(graph.node(id).dependsOn()::contains))
                .forEach(all::add);
        return all;
    }

    /** Whether it is built when something that it is made of has changed. */
    static boolean isMarked(Node node) {
        return "latest".equals(node.config().get("materialized"))
                || isTrue(node.config().get("on_change"))
                || (node.config().get("meta") instanceof Map<?, ?> meta && isTrue(meta.get("on_change")));
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null && Boolean.parseBoolean(value.toString());
    }
}
