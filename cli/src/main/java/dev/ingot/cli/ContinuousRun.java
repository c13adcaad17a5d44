package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.RunResult;
import java.util.List;
import java.util.Set;
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
    private final long started = System.nanoTime();

    ContinuousRun(Workspace workspace, RunOptions options, RunOptions.Load load) {
        this.workspace = workspace;
        this.options = options;
        this.load = load;
    }

    /** What its runs have in common. */
    private static final class Rounds implements Whole {
        private final Flow flow;
        private final Upkeep upkeep;
        private final Interruption interruption;
        private boolean failing;

        Rounds(Flow flow, Upkeep upkeep, Interruption interruption) {
            this.flow = flow;
            this.upkeep = upkeep;
            this.interruption = interruption;
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
        public News ended(RunResult result) {
            upkeep.add(result);
            News news = !failing && !result.success() ? News.CHANGE : News.NONE;
            failing = !result.success();
            return news;
        }
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
        Interruption interruption = Interruption.ofMany(false);
        try (interruption) {
            Streams streams = Streams.of(workspace, options.selection, types);
            Flow flow = new Flow(
                    workspace.terminal(),
                    workspace.clock(),
                    streams.graph(),
                    workspace.globals().output());
            workspace
                    .terminal()
                    .line("Waiting for changes of "
                            + Text.plural(streams.sources().size(), "pipeline") + " (Ctrl-C ends it).");
            try {
                return rounds(streams, flow, interruption);
            } finally {
                flow.end();
            }
        }
    }

    private ExitCode rounds(Streams streams, Flow flow, Interruption interruption) throws InterruptedException {
        Upkeep upkeep = new Upkeep(workspace);
        Rounds rounds = new Rounds(flow, upkeep, interruption);
        long period = Math.max(1, Math.round(load.every * 1000));
        long wait = period;
        while (!interruption.await(wait)) {
            if (load.seconds != null && System.nanoTime() - started > load.seconds * 1e9) {
                return ExitCode.OK;
            }
            long began = System.nanoTime();
            List<String> awake = streams.awake(streams.sources());
            ExitCode exit = awake.isEmpty() ? ExitCode.OK : round(awake, streams, rounds);
            upkeep.next();
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
    private ExitCode round(List<String> sources, Streams streams, Rounds rounds) throws InterruptedException {
        RunResult loaded =
                new RunExecution(workspace, "run", options, load).of(rounds).load(sources);
        Set<String> due = streams.below(loaded);
        if (!due.isEmpty()) {
            new RunExecution(workspace, "run", options, load).of(rounds).execute(streams.withTests(due));
        }
        return loaded.exit();
    }
}
