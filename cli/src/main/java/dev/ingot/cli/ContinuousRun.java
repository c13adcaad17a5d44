package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Outcome;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.models.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * {@code ingot run --continuous}: first everything that is selected, once; then, until it is told to stop, the pipelines
 * again and again, and after each reading that found something the nodes downstream that are marked for it. Every
 * reading is a run of its own, with the same guarantees; one that found nothing leaves no trace.
 *
 * <p>While a system cannot be reached or a table is locked it waits, up to a minute. Anything else that is wrong with a
 * pipeline ends it; a model or test that fails is told, and its turn comes again with the next change.
 */
final class ContinuousRun {

    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final Workspace workspace;
    private final RunOptions options;
    private final RunOptions.Load load;
    private final CountDownLatch end = new CountDownLatch(1);
    private final long started = System.nanoTime();

    ContinuousRun(Workspace workspace, RunOptions options, RunOptions.Load load) {
        this.workspace = workspace;
        this.options = options;
        this.load = load;
    }

    ExitCode run(Predicate<ResourceType> types) throws InterruptedException {
        if (load.skipLoad || load.date != null || options.dryRun || !(load.every > 0)) {
            throw Problem.of(CliError.BAD_USAGE, "--continuous does not go with --skip-load, --date or --dry-run.")
                    .because("It reads what is new, as long as it runs; --every is a number of seconds above 0.")
                    .toException();
        }
        ExitCode first = new RunExecution(workspace, "run", options, load).execute(types);
        if (first != ExitCode.OK && first != ExitCode.UNREACHABLE && first != ExitCode.LOCKED) {
            return first;
        }
        options.fullRefresh = false;
        Interruption interruption = Interruption.stops(end::countDown);
        try (interruption) {
            return rounds(types);
        }
    }

    private ExitCode rounds(Predicate<ResourceType> types) throws InterruptedException {
        Pipelines pipelines = Pipelines.preview(workspace);
        Models models = Models.load(workspace, pipelines, "none", "run", false, Environment.Flags.NONE);
        Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
        List<String> selected = options.selection.choose(workspace, models, graph, types);
        List<String> sources = selected.stream()
                .filter(id -> graph.node(id).type() == ResourceType.PIPELINE)
                .toList();
        Flow flow = new Flow(
                workspace.terminal(),
                workspace.clock(),
                graph,
                workspace.globals().output());
        workspace
                .terminal()
                .line("Waiting for changes of " + sources.size() + (sources.size() == 1 ? " pipeline" : " pipelines")
                        + " (Ctrl-C ends it).");
        try {
            return rounds(pipelines, sources, graph, selected, flow);
        } finally {
            flow.end();
        }
    }

    private ExitCode rounds(Pipelines pipelines, List<String> sources, Graph graph, List<String> selected, Flow flow)
            throws InterruptedException {
        Upkeep upkeep = new Upkeep(workspace);
        long period = Math.max(1, Math.round(load.every * 1000));
        long wait = period;
        while (!end.await(wait, TimeUnit.MILLISECONDS)) {
            if (load.seconds != null && System.nanoTime() - started > load.seconds * 1e9) {
                return ExitCode.OK;
            }
            long began = System.nanoTime();
            List<String> awake = awake(pipelines, sources);
            ExitCode exit = awake.isEmpty() ? ExitCode.OK : round(awake, graph, selected, flow, upkeep);
            flow.draw();
            if (exit == ExitCode.OK) {
                wait = Math.max(0, period - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            } else if (exit == ExitCode.UNREACHABLE || exit == ExitCode.LOCKED) {
                wait = Math.min(LONGEST_WAIT_MILLIS, Math.max(period, wait * 2));
            } else {
                return exit;
            }
        }
        return ExitCode.INTERRUPTED;
    }

    /** Reads once, and builds what hangs on it. */
    private ExitCode round(List<String> sources, Graph graph, List<String> selected, Flow flow, Upkeep upkeep)
            throws InterruptedException {
        RunResult loaded = new RunExecution(workspace, "run", options, load)
                .of(flow, upkeep::add)
                .load(sources);
        Set<String> due = due(graph, selected, loaded);
        if (!due.isEmpty()) {
            new RunExecution(workspace, "run", options, load)
                    .of(flow, upkeep::add)
                    .execute(due);
        }
        upkeep.next();
        return loaded.exit();
    }

    /** Those whose connection may have something new. */
    private List<String> awake(Pipelines pipelines, List<String> sources) {
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

    /** What is to be built after these pipelines: marked nodes downstream of those that changed, and their tests. */
    private static Set<String> due(Graph graph, List<String> selected, RunResult loaded) {
        Set<String> below = new LinkedHashSet<>();
        for (StepResult step : loaded.steps()) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded
                    && !succeeded.changes().isEmpty()) {
                below.addAll(graph.descendants(step.node().uniqueId(), null));
            }
        }
        List<String> built = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        for (String id : selected) {
            Node node = graph.node(id);
            if (below.contains(id) && !node.type().isTest() && marked(node)) {
                built.add(id);
            } else if (node.type() == ResourceType.TEST) {
                tests.add(id);
            }
        }
        Set<String> due = new LinkedHashSet<>(built);
        tests.stream()
                .filter(id -> built.stream().anyMatch(graph.node(id).dependsOn()::contains))
                .forEach(due::add);
        return due;
    }

    private static boolean marked(Node node) {
        return "latest".equals(node.config().get("materialized"))
                || isTrue(node.config().get("on_change"))
                || (node.config().get("meta") instanceof Map<?, ?> meta && isTrue(meta.get("on_change")));
    }

    private static boolean isTrue(@org.jspecify.annotations.Nullable Object value) {
        return value != null && Boolean.parseBoolean(value.toString());
    }
}
