package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.RunResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code ingot run --continuous}: first everything that is selected, once; then, until it is told to stop, the pipelines
 * again and again, and after each reading that found something the nodes downstream that are marked for it. Every
 * reading is a run of its own, with the same guarantees; one that found nothing leaves no trace. A project that changes
 * meanwhile is taken up, whole or not at all ({@link LiveProject}).
 *
 * <p>While a system cannot be reached or a table is locked it waits, up to a minute. Anything else that is wrong with a
 * pipeline ends it; a model or test that fails is told, and its turn comes again with the next change.
 */
final class ContinuousRun {

    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final Workspace workspace;
    private final Supplier<Workspace> projects;
    private final RunOptions options;
    private final RunOptions.Load load;
    private final Predicate<ResourceType> types;
    private final long started = System.nanoTime();

    /**
     * @param workspace the project as it is at first; closed by the caller
     * @param projects reads the project anew
     */
    ContinuousRun(
            Workspace workspace,
            Supplier<Workspace> projects,
            RunOptions options,
            RunOptions.Load load,
            Predicate<ResourceType> types) {
        this.workspace = workspace;
        this.projects = projects;
        this.options = options;
        this.load = load;
        this.types = types;
    }

    /** The project as it was read once, and what its runs have in common. */
    private final class Era implements Whole {
        private final Workspace project;
        private final LiveProject live;
        private final Interruption interruption;
        private final Streams streams;
        private final Flow flow;
        private final Upkeep upkeep;
        private boolean failing;

        /** @param live since before anything was run */
        Era(Workspace project, LiveProject live, Interruption interruption) {
            this.project = project;
            this.live = live;
            this.interruption = interruption;
            this.streams = Streams.of(project, options.selection, types);
            this.flow = new Flow(
                    project.terminal(),
                    project.clock(),
                    streams.graph(),
                    project.globals().output());
            this.upkeep = new Upkeep(project);
        }

        /** The one that follows when the project has changed. */
        Era successor(Workspace next) {
            Era era = new Era(next, watched(next), interruption);
            era.upkeep.takeOver(upkeep);
            era.flow.throughput().takeOver(flow.throughput());
            era.failing = failing;
            return era;
        }

        /** What the change of the project from an earlier one makes necessary; says so. */
        Set<String> changed(Era before) {
            Set<String> changed = live.changed(before.live, before.streams.graph(), streams.graph());
            Set<String> meant = new LinkedHashSet<>(streams.selected());
            if (changed != null) {
                meant.retainAll(changed);
            }
            project.terminal()
                    .line(LiveProject.sentence(
                            changed == null ? null : meant, before.streams.graph(), streams.graph()));
            return meant;
        }

        RunExecution execution() {
            return new RunExecution(project, "run", options, load).of(this);
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
        public News ended(RunResult result) {
            upkeep.add(result);
            News news = !failing && !result.success() ? News.CHANGE : News.NONE;
            failing = !result.success();
            return news;
        }
    }

    /** From now on; what is in the YAML is in the controller table then. */
    private static LiveProject watched(Workspace project) {
        Writable.require(project);
        Pipelines.sync(project);
        return new LiveProject(project);
    }

    ExitCode run() throws InterruptedException {
        if (load.skipLoad || load.date != null || options.dryRun || !(load.every > 0)) {
            throw Problem.of(CliError.BAD_USAGE, "--continuous does not go with --skip-load, --date or --dry-run.")
                    .because("It reads what is new, as long as it runs; --every is a number of seconds above 0.")
                    .toException();
        }
        LiveProject live = watched(workspace);
        ExitCode first = new RunExecution(workspace, "run", options, load).execute(types);
        if (first != ExitCode.OK && first != ExitCode.UNREACHABLE && first != ExitCode.LOCKED) {
            return first;
        }
        options.fullRefresh = false;
        try (Interruption interruption = Interruption.ofMany(false)) {
            Era era = new Era(workspace, live, interruption);
            workspace
                    .terminal()
                    .line("Waiting for changes of "
                            + Text.plural(era.streams.sources().size(), "pipeline") + " (Ctrl-C ends it).");
            return rounds(era);
        }
    }

    private ExitCode rounds(Era first) throws InterruptedException {
        Era era = first;
        long period = Math.max(1, Math.round(load.every * 1000));
        long wait = period;
        try {
            while (!era.interruption.await(wait)) {
                if (load.seconds != null && System.nanoTime() - started > load.seconds * 1e9) {
                    return ExitCode.OK;
                }
                long began = System.nanoTime();
                Era next = follow(era);
                Set<String> changed = Set.of();
                if (next != null) {
                    era.flow.erase();
                    changed = next.changed(era);
                    era.project.close();
                    era = next;
                }
                ExitCode exit = round(era, changed);
                era.upkeep.next();
                era.flow.draw();
                if (exit == ExitCode.OK) {
                    wait = Math.max(0, period - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
                } else if (exit == ExitCode.UNREACHABLE || exit == ExitCode.LOCKED) {
                    wait = Math.min(LONGEST_WAIT_MILLIS, Math.max(period, wait * 2));
                } else {
                    return exit;
                }
            }
            return ExitCode.INTERRUPTED;
        } finally {
            era.flow.end();
            era.project.close();
        }
    }

    private @Nullable Era follow(Era era) {
        return era.live.follow(projects, era::successor, refused -> {
            era.flow.erase();
            refused.problems().forEach(problem -> era.project.terminal().line(problem.render()));
            era.project.terminal().line(LiveProject.sentence(refused));
        });
    }

    /**
     * Reads once, and builds what hangs on it.
     *
     * @param changed what is to be run though its source has nothing new
     */
    private ExitCode round(Era era, Set<String> changed) throws InterruptedException {
        Streams streams = era.streams;
        Set<String> sources = new LinkedHashSet<>(streams.awake(streams.sources()));
        streams.sources().stream().filter(changed::contains).forEach(sources::add);
        Set<String> due = new LinkedHashSet<>(changed);
        due.removeAll(streams.sources());
        ExitCode exit = ExitCode.OK;
        if (!sources.isEmpty()) {
            RunResult loaded = era.execution().load(List.copyOf(sources));
            due.addAll(streams.below(loaded));
            exit = loaded.exit();
        }
        if (!due.isEmpty()) {
            era.execution().execute(streams.withTests(due));
        }
        return exit;
    }
}
