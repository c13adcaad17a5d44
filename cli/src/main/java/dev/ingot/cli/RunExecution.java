package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.cli.terminal.Results;
import dev.ingot.cli.terminal.RunPrinter;
import dev.ingot.cli.terminal.RunPrinter.Volume;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.pipeline.LoadRequest;
import dev.ingot.core.pipeline.PipelineRunner;
import dev.ingot.core.pipeline.ReplayRunner;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.project.Publication;
import dev.ingot.core.project.RetryPolicy;
import dev.ingot.core.run.AuditTrail;
import dev.ingot.core.run.Engine;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.Plan;
import dev.ingot.core.run.Planner;
import dev.ingot.core.run.RunListener;
import dev.ingot.core.run.RunListeners;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.core.run.TableLocks;
import dev.ingot.core.store.AuditStore;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.RunStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run from selection to report: what {@code run}, {@code build}, {@code test}, {@code seed}, {@code snapshot} and
 * {@code retry} have in common.
 */
final class RunExecution {

    private final Workspace workspace;
    private final String command;
    private final RunOptions options;
    private final RunOptions.@Nullable Load load;
    private @Nullable Whole whole;

    RunExecution(Workspace workspace, String command, RunOptions options, RunOptions.@Nullable Load load) {
        this.workspace = workspace;
        this.command = command;
        this.options = options;
        this.load = load;
    }

    /** One of many: says less, and people hear of it where the whole says so. */
    RunExecution of(Whole all) {
        whole = all;
        return this;
    }

    /** Runs what the options select among the given types. */
    ExitCode execute(Predicate<ResourceType> types) throws InterruptedException {
        boolean withPipelines = load != null && !load.skipLoad;
        return exit(execute((models, graph) -> options.selection.choose(
                workspace,
                models,
                graph,
                type -> types.test(type) && (type != ResourceType.PIPELINE || withPipelines))));
    }

    /** Runs these nodes, as far as the project still has them. */
    ExitCode execute(Collection<String> nodes) throws InterruptedException {
        return exit(result(nodes));
    }

    /** The same, with what came of each node; empty where none was to run. */
    Optional<RunResult> result(Collection<String> nodes) throws InterruptedException {
        return execute((models, graph) -> graph.nodes().stream()
                .map(Node::uniqueId)
                .filter(nodes::contains)
                .toList());
    }

    private static ExitCode exit(Optional<RunResult> result) {
        return result.map(RunResult::exit).orElse(ExitCode.OK);
    }

    /** Tries the quarantined rows of a table again. */
    ExitCode replay(TableName table, boolean build) throws InterruptedException {
        Instant now = workspace.clock().instant();
        String run = RunIds.next(now);
        Pipelines pipelines = Pipelines.sync(workspace);
        pipelines.unreadable().values().stream()
                .filter(row -> row.table().equals(table))
                .findFirst()
                .ifPresent(row -> {
                    throw new IngotException(row.problems());
                });
        Map.Entry<String, PipelineSpec> pipeline = pipelines.specs().entrySet().stream()
                .filter(entry -> entry.getValue().to().equals(table))
                .findFirst()
                .orElseThrow(() -> Problem.of(CliError.NO_SUCH_TABLE, "No active pipeline fills " + table + ".")
                        .fix(Suggestion.didYouMean(
                                table.toString(),
                                pipelines.specs().values().stream()
                                        .map(spec -> spec.to().toString())
                                        .toList()))
                        .toException());
        Graph graph = Graph.of(pipelines.nodes(workspace.project()));
        Plan plan = Planner.plan(graph, List.of(pipeline.getKey()), node -> false);
        NodeRunner runner = new ReplayRunner(
                pipeline.getValue(),
                workspace::source,
                workspace.warehouse(),
                workspace.store(),
                new LoadRequest(run, null, false, workspace.clock()));
        RunResult replayed = run(
                run,
                plan,
                pipelines,
                Map.of(ResourceType.PIPELINE, runner),
                new Freshness(graph),
                Around.NOTHING,
                Artifacts.NONE,
                printer());
        boolean changed = replayed.steps().stream()
                .anyMatch(step -> step.outcome() instanceof Outcome.Succeeded done
                        && !done.changes().isEmpty());
        String below = pipeline.getValue().name() + "+";
        if (build && replayed.exit() == ExitCode.OK) {
            RunOptions models = new RunOptions();
            models.selection.select.add(below);
            models.wait = options.wait;
            RunOptions.Load none = new RunOptions.Load();
            none.skipLoad = true;
            return new RunExecution(workspace, "run", models, none).execute(ResourceType::runnable);
        }
        if (changed && !workspace.project().models().isEmpty()) {
            workspace
                    .terminal()
                    .note("Models that read " + table + " are as they were. To build them: ingot run --select " + below
                            + " --skip-load, or replay with --build.");
        }
        return replayed.exit();
    }

    /** Runs pipelines and nothing else; where they found nothing new, the run is forgotten. */
    RunResult load(List<String> nodes) throws InterruptedException {
        Instant now = workspace.clock().instant();
        String run = RunIds.next(now);
        Pipelines pipelines = pipelines();
        Graph graph = Graph.of(pipelines.nodes(workspace.project()));
        Plan plan = Planner.plan(
                graph, nodes.stream().filter(id -> graph.find(id).isPresent()).toList(), node -> false);
        RunResult result = run(
                run,
                plan,
                pipelines,
                Map.of(ResourceType.PIPELINE, pipelineRunner(run, pipelines, plan)),
                freshness(graph),
                Around.NOTHING,
                Artifacts.NONE,
                printer());
        workspace.store().audit().forgetIdle(run);
        return result;
    }

    private RunPrinter printer() {
        Volume volume = workspace.globals().output() == Results.Format.JSON
                ? Volume.SILENT
                : whole != null ? whole.flow().volume() : workspace.globals().quiet ? Volume.QUIET : Volume.ALL;
        boolean json = workspace.globals().logFormat == Globals.LogFormat.JSON;
        return whole == null
                ? new RunPrinter(workspace.terminal(), workspace.clock(), volume, json, () -> {}, result -> false)
                : new RunPrinter(
                        workspace.terminal(), workspace.clock(), volume, json, whole.flow()::erase, whole::isOld);
    }

    private Optional<RunResult> execute(BiFunction<Models, Graph, List<String>> choice) throws InterruptedException {
        Terminal terminal = workspace.terminal();
        RunPrinter printer = printer();
        printer.aside("Running with ingot=" + Version.current());
        Instant now = workspace.clock().instant();
        String run = RunIds.next(now);

        workspace.checkNotifiers();
        Pipelines pipelines = options.dryRun ? Pipelines.preview(workspace) : pipelines();
        Models loaded = models(pipelines, run, now);
        loaded.refuseWarnings(options.data.isError("project"));
        Graph graph = loaded.graphWith(pipelines.nodes(workspace.project()));
        List<String> selected = choice.apply(loaded, graph);
        Models models = loaded.deferring(options.selection.deferral(workspace, selected));
        printer.aside("Found " + counts(graph));
        printer.aside("");
        if (selected.isEmpty()) {
            printer.line("Nothing to do: no node matches the selection.");
            return Optional.empty();
        }
        Publication publication =
                options.publication == null ? workspace.project().publication() : options.publication;
        Plan plan =
                Planner.plan(graph, selected, node -> publication == Publication.TESTED && models.canBeStaged(node));
        if (options.dryRun) {
            show(plan, terminal);
            return Optional.empty();
        }
        Around hooks = new Around() {
            @Override
            public List<StepResult> before() {
                return models.onRunStart(selected, printer);
            }

            @Override
            public List<StepResult> after(RunResult result) {
                return models.onRunEnd(result, printer);
            }
        };
        return Optional.of(run(
                run,
                plan,
                pipelines,
                runners(run, pipelines, models, plan),
                freshness(graph),
                hooks,
                (result, ends) -> models.writeArtifacts(graph, result, ends),
                printer));
    }

    /** A run by itself brings the YAML's changes into the table; in a series of runs that was done when it was read. */
    private Pipelines pipelines() {
        Writable.require(workspace);
        return whole == null ? Pipelines.sync(workspace) : Pipelines.current(workspace);
    }

    private Models models(Pipelines pipelines, String run, Instant now) {
        try {
            return Models.load(workspace, pipelines, run, command, options.fullRefresh, options.data.flags(now));
        } catch (IngotException e) {
            Models good = whole == null ? null : whole.models();
            if (good == null) {
                throw e;
            }
            return good.forRun(workspace, run, options.fullRefresh);
        }
    }

    /** What runs before and after the plan. */
    private interface Around {
        Around NOTHING = new Around() {
            @Override
            public List<StepResult> before() {
                return List.of();
            }

            @Override
            public List<StepResult> after(RunResult result) {
                return List.of();
            }
        };

        List<StepResult> before();

        List<StepResult> after(RunResult result);
    }

    /** Files about a run for other programs. */
    private interface Artifacts {
        Artifacts NONE = (result, ends) -> {};

        void write(RunResult result, RunEnds ends);
    }

    private Freshness freshness(Graph graph) {
        return whole == null ? new Freshness(graph) : whole.freshness();
    }

    private static String counts(Graph graph) {
        Map<ResourceType, Integer> counts = new EnumMap<>(ResourceType.class);
        graph.nodes().forEach(node -> counts.merge(node.type(), 1, Integer::sum));
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> Text.number(entry.getValue()) + " "
                                + (entry.getValue() == 1
                                                ? entry.getKey().toString()
                                                : entry.getKey().plural())
                                        .replace('_', ' '))
                        .toList());
    }

    private void show(Plan plan, Terminal terminal) {
        Results results = new Results("step", "kind", "name", "table", "after");
        int step = 0;
        for (Plan.Task task : plan.tasks()) {
            Node node = task.node();
            results.row(
                    ++step,
                    node.type()
                            + (task.phase() == Plan.Phase.WHOLE
                                    ? ""
                                    : " (" + task.phase().name().toLowerCase(Locale.ROOT) + ")"),
                    node.name(),
                    node.table(),
                    task.requires().isEmpty() && task.after().isEmpty()
                            ? ""
                            : Text.plural(task.requires().size() + task.after().size(), "step"));
        }
        results.print(terminal, workspace.globals().output(), "Nothing would run.");
    }

    private RunResult run(
            String run,
            Plan plan,
            Pipelines pipelines,
            Map<ResourceType, NodeRunner> runners,
            Freshness freshness,
            Around hooks,
            Artifacts artifacts,
            RunPrinter printer)
            throws InterruptedException {
        MetadataStore store = workspace.store();
        workspace.recover().forEach(printer::line);
        if (!(runners.get(ResourceType.PIPELINE) instanceof ReplayRunner)) {
            ServiceLock.refuse(workspace, read(plan, pipelines));
        }
        RunOwner owner = workspace.store().owner(run);
        store.audit()
                .startRun(new RunStart(
                        owner,
                        command,
                        workspace.project().name(),
                        workspace.project().target().name(),
                        workspace.warehouse().id(),
                        workspace.globals().arguments(),
                        GitCommit.of(workspace.project().folder()),
                        Map.of("ingot", Version.current(), "java", System.getProperty("java.version")),
                        plan.nodes().stream().map(Node::uniqueId).toList()));

        int threads = options.threads == null ? workspace.project().threads() : Math.max(1, options.threads);
        printer.aside("Concurrency: " + Text.plural(threads, "thread") + " (target='"
                + workspace.project().target().name() + "')");
        printer.aside("");
        RunListener listener = RunListeners.of(
                printer,
                new AuditTrail(store.audit(), workspace.state().versions(), run, pipelines.controllerIds()),
                freshness);
        Engine engine = new Engine(
                runners,
                new Engine.Settings(
                        threads,
                        options.failFast,
                        node -> retries(node, pipelines),
                        locks(workspace.state().locks(), owner),
                        options.wait.longest(),
                        workspace.clock(),
                        new MaskedOutcome(workspace.project().secrets())),
                listener);
        Interruption.Ended stopping = whole == null
                ? Interruption.stops(engine::stop)::close
                : whole.interruption().during(engine);
        try (stopping) {
            RunEnds ends = new RunEnds();
            RunResult result = alive(run, engine, plan, hooks, ends, printer);
            printer.summary(result);
            List<Freshness.Measure> measures = freshness.take();
            ends.attempt(() -> measures.forEach(measure -> record(run, measure)));
            Whole.News news = ends.attempt(() -> news(result, measures), Whole.News.RUN);
            artifacts.write(result, ends);
            ends.attempt(() ->
                    new RunNotice(workspace, command).send(run, result, news).forEach(printer::line));
            RunResult whole = result.with(ends.problems());
            say(whole.problems(), printer);
            if (workspace.globals().output() == Results.Format.JSON) {
                workspace.terminal().line(Results.json(JsonReport.of(run, command, whole)));
            }
            return whole;
        }
    }

    private void say(List<Problem> problems, RunPrinter printer) {
        for (Problem problem : problems) {
            workspace.globals().shown(problem).render().lines().forEach(printer::line);
        }
    }

    private static List<PipelineSpec> read(Plan plan, Pipelines pipelines) {
        return plan.nodes().stream()
                .map(node -> pipelines.specs().get(node.uniqueId()))
                .filter(Objects::nonNull)
                .toList();
    }

    private void record(String run, Freshness.Measure measure) {
        workspace
                .state()
                .metrics()
                .record(
                        run,
                        measure.node().uniqueId(),
                        Freshness.METRIC,
                        measure.slowest().toMillis() / 1000.0);
    }

    /** Returns what people are to be told. */
    private Whole.News news(RunResult result, List<Freshness.Measure> measures) {
        if (whole == null) {
            return Whole.News.RUN;
        }
        whole.flow().add(result, measures);
        return whole.ended(result);
    }

    /** Runs the plan with signs of life beside it; whatever happens, the run's row is closed. */
    private RunResult alive(String run, Engine engine, Plan plan, Around hooks, RunEnds ends, RunPrinter printer)
            throws InterruptedException {
        AuditStore audit = workspace.store().audit();
        Pulse pulse = Pulse.of(workspace.store(), run, engine::stop);
        try (pulse) {
            List<StepResult> before = hooks.before();
            RunResult built = engine.run(plan).with(before, List.of());
            RunResult result = built.with(List.of(), ends.attempt(() -> hooks.after(built), List.of()));
            RunStatus status = result.interrupted()
                    ? RunStatus.INTERRUPTED
                    : result.success() ? RunStatus.SUCCESS : RunStatus.FAILED;
            ends.attempt(() -> audit.endRun(run, status, null));
            return result;
        } catch (RuntimeException | InterruptedException failure) {
            ends.attempt(() -> audit.endRun(run, RunStatus.INTERRUPTED, null));
            say(ends.problems(), printer);
            throw failure;
        }
    }

    private Map<ResourceType, NodeRunner> runners(String run, Pipelines pipelines, Models models, Plan plan) {
        Map<ResourceType, NodeRunner> runners = new EnumMap<>(ResourceType.class);
        runners.putAll(models.runners());
        runners.put(ResourceType.PIPELINE, pipelineRunner(run, pipelines, plan));
        return runners;
    }

    private NodeRunner pipelineRunner(String run, Pipelines pipelines, Plan plan) {
        PipelineRunner runner = new PipelineRunner(
                pipelines.specs(),
                workspace::source,
                workspace.warehouse(),
                workspace.store(),
                new LoadRequest(run, load == null ? null : load.date, options.fullRefresh, workspace.clock()));
        runner.begin(plan.nodes().stream().map(Node::uniqueId).collect(Collectors.toSet()));
        return new ReadableRows(runner, pipelines.unreadable());
    }

    private RetryPolicy retries(Node node, Pipelines pipelines) {
        RetryPolicy policy = workspace.project().retry();
        if (whole != null && whole.triesAgain()) {
            return policy.withRetries(0);
        }
        PipelineSpec spec = pipelines.specs().get(node.uniqueId());
        return spec == null || spec.retries() == null ? policy : policy.withRetries(spec.retries());
    }

    private static TableLocks locks(Locks locks, RunOwner owner) {
        return table -> {
            Locks.Lease lease = locks.acquire(table, owner);
            return lease::close;
        };
    }
}
