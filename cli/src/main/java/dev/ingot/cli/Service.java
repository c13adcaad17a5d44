package dev.ingot.cli;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.cli.terminal.RunPrinter;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ingot start}: everything once, and then what is new, as {@link ContinuousRun} does it, for as long as the process
 * lives. What fails is tried again by itself while the rest goes on; see {@link Troubles}. It has no state of its own that
 * a crash could take: begun again, it goes on where the tables stand. For one thread.
 */
final class Service implements Whole {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final long LONGEST_WAIT_MILLIS = 60_000;

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
    private @Nullable Problem fault;
    private int faults;

    /**
     * @param period milliseconds from the beginning of one reading to the next
     * @throws IngotException with all that is wrong with the project
     */
    Service(Workspace workspace, Interruption interruption, long period) {
        this.workspace = workspace;
        this.interruption = interruption;
        this.period = period;
        this.streams = Streams.of(workspace, options.selection, ResourceType::runnable);
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
    }

    /** Goes on until the process is told to end. */
    ExitCode run() throws InterruptedException {
        printer.line(
                "Ingot " + Version.current() + " serves " + workspace.project().name() + " (target '"
                        + workspace.project().target().name() + "'): "
                        + Text.plural(streams.sources().size(), "stream") + ", process "
                        + ProcessHandle.current().pid() + ".");
        try {
            guarded(() -> execution().execute(streams.selected()));
            printer.line("Waiting for changes (SIGTERM or Ctrl-C ends it).");
            long wait = 0;
            while (!interruption.await(wait)) {
                long began = System.nanoTime();
                guarded(this::round);
                flow.draw();
                wait = pause(Duration.ofNanos(System.nanoTime() - began).toMillis());
            }
        } finally {
            flow.end();
        }
        printer.line(
                interruption.hasCut()
                        ? "Ended; a step was stopped before its end and comes again with the next start."
                        : "Ended; everything that was read is committed.");
        return interruption.hasCut() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    private RunExecution execution() {
        return new RunExecution(workspace, "run", options, load).of(this);
    }

    private void round() throws InterruptedException {
        Set<String> due = new LinkedHashSet<>();
        List<String> sources = sources();
        if (!sources.isEmpty()) {
            RunResult loaded = execution().load(sources);
            troubles.tried(sources, now());
            due.addAll(streams.below(loaded));
        }
        due = troubles.due(due, now());
        if (!due.isEmpty() && !interruption.isRequested()) {
            execution().execute(streams.withTests(due));
            troubles.tried(due, now());
        }
        upkeep.next();
    }

    /** Those that failed and whose time has come, and those that may have something new. */
    private List<String> sources() {
        Set<String> failing = new LinkedHashSet<>();
        troubles.open().forEach(trouble -> failing.add(trouble.node().uniqueId()));
        List<String> well =
                streams.sources().stream().filter(id -> !failing.contains(id)).toList();
        Set<String> awake = new LinkedHashSet<>(streams.awake(well));
        return streams.sources().stream()
                .filter(id -> awake.contains(id) || (failing.contains(id) && !troubles.waits(id, now())))
                .toList();
    }

    private long pause(long took) {
        if (faults > 0) {
            return Math.min(LONGEST_WAIT_MILLIS, 1000L << Math.min(faults - 1, 6));
        }
        long wait = streams.sources().isEmpty() ? LONGEST_WAIT_MILLIS : Math.max(0, period - took);
        Instant next = troubles.next();
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
            work.run();
            if (fault != null) {
                printer.line("The service is well again.");
                fault = null;
                faults = 0;
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
        if (fault == null || fault.code() != problem.code()) {
            problem.render().lines().forEach(printer::line);
            printer.line("It is tried again, at last every minute.");
        }
        fault = problem;
        faults++;
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
    public boolean triesAgain() {
        return true;
    }

    @Override
    public boolean isOld(StepResult result) {
        return troubles.isOld(result);
    }

    @Override
    public boolean ended(RunResult result) {
        upkeep.add(result);
        Troubles.News news = troubles.add(result);
        if (!news.begun().isEmpty()) {
            printer.line("Tried again by itself, at last every minute: "
                    + String.join(
                            ", ",
                            news.begun().stream()
                                    .map(Troubles.Trouble::name)
                                    .distinct()
                                    .toList()) + ".");
        }
        for (Troubles.Trouble over : news.over()) {
            printer.line(over.name() + " works again, after "
                    + Text.duration(Duration.between(over.since(), now())) + " and "
                    + Text.plural(over.tries(), "failure") + ".");
        }
        return news.worthTelling();
    }
}
