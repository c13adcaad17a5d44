package dev.ingot.cli;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.report.Notifications;
import dev.ingot.cli.service.Monitor;
import dev.ingot.cli.service.Status;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.cli.terminal.RunPrinter;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ingot start}: everything once, and then what is new, as {@link ContinuousRun} does it, for as long as the process
 * lives. What fails is tried again by itself while the rest goes on; see {@link Troubles}. It has no state of its own that
 * a crash could take: begun again, it goes on where the tables stand. One object serves the project as it was read once;
 * where its content changes and can be read, it ends, and the {@link #successor} goes on. For one thread.
 */
final class Service implements Whole, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** How often servers are asked what they keep for us. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** How often reports that could not be sent are looked for. */
    private static final Duration POST = Duration.ofMinutes(1);

    /** A round failed as a whole, and the ones before it. */
    private record Fault(Problem problem, Instant since, int tries) {}

    private final Workspace workspace;
    private final Interruption interruption;
    private final RunOptions options = new RunOptions();
    private final RunOptions.Load load = new RunOptions.Load();
    private final long period;
    private final Streams streams;
    private final Flow flow;
    private final Upkeep upkeep;
    private final Troubles troubles;
    private final RunPrinter printer;
    private final Monitor monitor;
    private final Schedules schedules;
    private final Supplier<Workspace> projects;
    private final LiveProject live;
    private Instant looked = Instant.EPOCH;
    private Instant posted = Instant.EPOCH;
    private boolean begun;
    private @Nullable Fault fault;

    /** What could not be written about the runs of this round. */
    private final List<Problem> unkept = new ArrayList<>();

    /** What is wrong with the project's content as it is now; the service goes on with the project as it was. */
    private @Nullable Fault refused;

    private @Nullable Service successor;

    /** What is run at first; null for everything. */
    private @Nullable Set<String> first;

    /**
     * @param projects reads the project anew
     * @param period milliseconds from the beginning of one reading to the next
     * @throws IngotException with all that is wrong with the project
     */
    Service(Workspace workspace, Supplier<Workspace> projects, Interruption interruption, long period) {
        this(workspace, projects, interruption, period, workspace.clock().instant());
    }

    private Service(
            Workspace workspace,
            Supplier<Workspace> projects,
            Interruption interruption,
            long period,
            Instant started) {
        this.workspace = workspace;
        this.projects = projects;
        this.interruption = interruption;
        this.period = period;
        Pipelines.sync(workspace);
        this.live = new LiveProject(workspace);
        Streams all = Streams.of(workspace, options.selection, ResourceType::runnable);
        List<Schedule> times = Schedule.of(workspace, all.models(), all.pipelines(), all.graph());
        Set<String> scheduled =
                times.stream().flatMap(schedule -> schedule.nodes().stream()).collect(Collectors.toSet());
        this.streams = all.without(scheduled);
        this.flow = new Flow(
                workspace.terminal(),
                workspace.clock(),
                streams.graph(),
                workspace.globals().output());
        this.upkeep = new Upkeep(workspace);
        this.troubles = new Troubles(streams.graph());
        this.printer = new RunPrinter(
                workspace.terminal(),
                workspace.clock(),
                flow.volume(),
                workspace.globals().logFormat == Globals.LogFormat.JSON,
                flow::erase,
                result -> false);
        this.monitor = new Monitor(
                new Status.About(
                        workspace.project().name(),
                        workspace.project().target().name(),
                        Version.current(),
                        ProcessHandle.current().pid(),
                        started),
                streams.sources().stream().map(this::watched).toList(),
                flow.throughput());
        this.schedules = new Schedules(
                times,
                workspace::another,
                workspace.state().ticks(),
                workspace.clock(),
                interruption,
                flow,
                streams.graph(),
                all.models(),
                new Schedules.Listener(this::say, this::scheduled, monitor::schedules));
    }

    /** A run of a schedule ended, in its own thread. */
    private void scheduled(RunResult result) {
        upkeep.add(result);
        monitor.ended(result);
    }

    private Monitor.Watched watched(String id) {
        Node node = streams.graph().node(id);
        PipelineSpec spec = streams.pipelines().specs().get(id);
        return new Monitor.Watched(
                id, node.name(), String.valueOf(node.table()), spec == null ? "" : spec.connection());
    }

    /** A text without the project's secrets. */
    String redact(String text) {
        return workspace.project().secrets().redact(text);
    }

    /** For whoever asks how it stands. */
    Monitor monitor() {
        return monitor;
    }

    /** The service of the project as it is now; null where this one was told to end. */
    @Nullable
    Service successor() {
        return successor;
    }

    /** Says where it is shown. */
    void greet(URI page) {
        printer.line(
                "Ingot " + Version.current() + " serves " + workspace.project().name() + " (target '"
                        + workspace.project().target().name() + "'): "
                        + Text.plural(streams.sources().size(), "stream") + ", process "
                        + ProcessHandle.current().pid() + ", " + page + ".");
    }

    /** Goes on until the process is told to end, or there is a {@link #successor}. */
    ExitCode run() throws InterruptedException {
        try {
            long wait = 0;
            while (!interruption.await(wait)) {
                long start = System.nanoTime();
                guarded(this::follow);
                if (successor != null) {
                    return ExitCode.OK;
                }
                guarded(begun ? this::round : this::begin);
                flow.draw();
                wait = pause(Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
        } finally {
            if (successor == null) {
                interruption.request();
            }
            schedules.close();
            if (successor == null) {
                flow.end();
            } else {
                flow.erase();
            }
        }
        printer.line(
                interruption.hasCut()
                        ? "Ended; a step was stopped before its end and comes again with the next start."
                        : "Ended; everything that was read is committed.");
        return interruption.hasCut() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    /** Takes the project up as it is now, whole or not at all; not while a schedule works with it as it was. */
    private void follow() {
        if (!schedules.isAtWork()) {
            successor = live.follow(projects, this::successor, this::refused);
        }
    }

    private Service successor(Workspace next) {
        Service service = new Service(
                next,
                projects,
                interruption,
                period,
                monitor.status(now()).about().started());
        service.takeOver(this);
        return service;
    }

    private void refused(IngotException e) {
        refused = new Fault(e.first(), now(), 1);
        e.problems().forEach(problem -> problem.render().lines().forEach(printer::line));
        say(LiveProject.sentence(e));
        tell();
    }

    private void takeOver(Service before) {
        troubles.takeOver(before.troubles);
        upkeep.takeOver(before.upkeep);
        monitor.takeOver(before.monitor);
        tell();
        posted = before.posted;
        Graph then = before.streams.graph();
        Set<String> changed = live.changed(before.live, then, streams.graph());
        if (!before.begun && before.first == null) {
            changed = null; // nothing was run yet
        } else if (!before.begun && changed != null) {
            changed.addAll(Objects.requireNonNull(before.first));
        }
        if (changed != null) {
            changed.retainAll(streams.selected());
        }
        first = changed;
        say(LiveProject.sentence(changed, then, streams.graph()));
    }

    private RunExecution execution() {
        return new RunExecution(workspace, "run", options, load).of(this);
    }

    /** Everything once. A model that has a time of its own finds then what it is built from. */
    private void begin() throws InterruptedException {
        Set<String> due = schedules.due(now());
        List<String> meant = streams.selected().stream()
                .filter(id -> !due.contains(id) && (first == null || first.contains(id)))
                .toList();
        if (first == null || !meant.isEmpty()) {
            kept(execution().result(meant));
        }
        read(streams.sources());
        begun = true;
        schedules.start();
        say("Waiting for changes (SIGTERM or Ctrl-C ends it).");
    }

    private void round() throws InterruptedException {
        Set<String> due = new LinkedHashSet<>();
        Set<String> failing = failing();
        List<String> well =
                streams.sources().stream().filter(id -> !failing.contains(id)).toList();
        Set<String> sources = new LinkedHashSet<>(streams.awake(well));
        failing.stream()
                .filter(id -> streams.sources().contains(id) && !troubles.waits(id, now()))
                .forEach(sources::add);
        if (!sources.isEmpty()) {
            RunResult loaded = execution().load(List.copyOf(sources));
            kept(Optional.of(loaded));
            troubles.tried(sources);
            due.addAll(streams.below(loaded));
        }
        read(well);
        due = troubles.due(due, now());
        if (!due.isEmpty() && !interruption.isRequested()) {
            kept(execution().result(streams.withTests(due)));
            troubles.tried(due);
        }
        if (posted.plus(POST).isBefore(now())) {
            posted = now();
            new Notifications(List.of(), workspace.store().outbox(), workspace::notifier, workspace.clock())
                    .sendDue()
                    .forEach(printer::line);
        }
        upkeep.next();
        monitor.forgotten(upkeep.forgotten());
    }

    /** What could not be written about a run is a fault of the round, which first builds what hangs on that run. */
    private void kept(Optional<RunResult> result) {
        result.ifPresent(ended -> unkept.addAll(ended.problems()));
    }

    private Set<String> failing() {
        return troubles.open().stream()
                .map(trouble -> trouble.node().uniqueId())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** These were read, or are known to have nothing new; those among them that failed were not. */
    private void read(List<String> sources) {
        Set<String> failing = failing();
        monitor.round(sources.stream().filter(id -> !failing.contains(id)).toList(), now());
        if (looked.plus(LOOK).isBefore(now())) {
            looked = now();
            streams.sources().stream()
                    .map(id -> streams.pipelines().specs().get(id))
                    .filter(Objects::nonNull)
                    .map(PipelineSpec::connection)
                    .distinct()
                    .forEach(name -> workspace.source(name).held().ifPresent(held -> monitor.held(name, held)));
        }
    }

    private long pause(long took) {
        if (fault != null) {
            return Troubles.PATIENCE.delay(fault.tries()).toMillis();
        }
        long wait = begun && streams.sources().isEmpty() ? LONGEST_WAIT_MILLIS : Math.max(0, period - took);
        Instant next = troubles.next(now());
        return next == null
                ? wait
                : Math.max(0, Math.min(wait, Duration.between(now(), next).toMillis()));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** What a step reports is a trouble of its node; what comes out here is one of the service, and ends it neither. */
    private void guarded(Work work) throws InterruptedException {
        try {
            unkept.clear();
            work.run();
            if (!unkept.isEmpty()) {
                throw new IngotException(unkept);
            }
            if (fault != null) {
                say("The service works again.");
                fault = null;
                tell();
            }
        } catch (IngotException e) {
            if (e.kind() == ErrorKind.INTERNAL) {
                LOG.error("a round failed", e);
            }
            fault(e.first());
        } catch (RuntimeException e) {
            LOG.error("a round failed", e);
            fault(Problem.of(CliError.UNEXPECTED, "A round failed in a way that nobody foresaw.")
                    .because(e.toString())
                    .fix("The whole trace is in .ingot/logs/ingot.log of the project; please report it."));
        }
    }

    private void fault(Problem problem) {
        Fault before = fault;
        if (before == null || before.problem().code() != problem.code()) {
            problem.render().lines().forEach(printer::line);
            say("A round failed, and is tried again by itself: " + problem.what());
        }
        fault = new Fault(problem, before == null ? now() : before.since(), before == null ? 1 : before.tries() + 1);
        monitor.roundFailed();
        tell();
    }

    /** A line that matters. */
    private void say(String text) {
        printer.line(text);
        monitor.event(now(), text);
    }

    /** Tells the monitor what fails. */
    private void tell() {
        List<Status.Failure> failures = new ArrayList<>();
        if (fault != null) {
            failures.add(new Status.Failure(
                    "the service",
                    "service",
                    fault.problem(),
                    fault.since(),
                    fault.tries(),
                    now().plus(Troubles.PATIENCE.delay(fault.tries()))));
        }
        if (refused != null) {
            failures.add(new Status.Failure(
                    "the project", "service", refused.problem(), refused.since(), refused.tries(), now().plus(LOOK)));
        }
        troubles.open().forEach(trouble -> failures.add(trouble.failure()));
        monitor.failing(failures, failing());
    }

    private Instant now() {
        return workspace.clock().instant();
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public Interruption interruption() {
        return interruption;
    }

    @Override
    public Models models() {
        return streams.models();
    }

    @Override
    public void close() {
        workspace.close();
    }

    @Override
    public boolean triesAgain() {
        return true;
    }

    @Override
    public boolean isOld(StepResult result) {
        return troubles.isOld(result);
    }

    @Override
    public News ended(RunResult result) {
        upkeep.add(result);
        Troubles.News news = troubles.add(result);
        monitor.ended(result);
        tell();
        if (!news.begun().isEmpty()) {
            say("Tried again by itself, at last every minute: "
                    + String.join(
                            ", ",
                            news.begun().stream()
                                    .map(Troubles.Trouble::name)
                                    .distinct()
                                    .toList()) + ".");
        }
        for (Troubles.Trouble over : news.over()) {
            say(over.name() + " works again, after "
                    + Text.duration(Duration.between(over.since(), now())) + " and "
                    + Text.plural(over.tries(), "failure") + ".");
        }
        return news.worthTelling() ? News.CHANGE : News.NONE;
    }
}
