package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.store.RunRow;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that run nodes; they differ only in the kinds of nodes they mean. */
final class RunCommands {

    private RunCommands() {}

    /** What they share. */
    abstract static class Running extends Globals.Command implements Callable<Integer> {

        @Mixin
        ResourceTypes resources = new ResourceTypes();

        @Mixin
        RunOptions options = new RunOptions();

        Integer execute(String name, RunOptions.@Nullable Load load, Set<ResourceType> types)
                throws InterruptedException {
            try (Workspace workspace = globals.open()) {
                Predicate<ResourceType> wanted = type -> types.contains(type) && resources.include(type);
                return new RunExecution(workspace, name, options, load)
                        .execute(wanted)
                        .status();
            }
        }
    }

    /** {@code ingot run}. */
    @Command(
            name = "run",
            description = {
                "Runs the project: loads what is new, builds the models, tests them, publishes what passed.",
                "In a bare dbt project it builds the models only, as dbt does."
            },
            footer = {
                "",
                "Examples:",
                "  ingot run --date 20250323",
                "  ingot run --select bronze.orders+ --threads 2",
                "  ingot run --skip-load --full-refresh",
                "  ingot run --continuous --every 0.5"
            })
    static final class Run extends Running {
        @Mixin
        RunOptions.Load load = new RunOptions.Load();

        @Override
        public Integer call() throws InterruptedException {
            try (Workspace workspace = globals.open()) {
                boolean whole = workspace.isIngotProject();
                Predicate<ResourceType> types =
                        type -> (whole ? type.runnable() : type == ResourceType.MODEL) && resources.include(type);
                if (load.continuous) {
                    return new ContinuousRun(workspace, globals::open, options, load, types)
                            .run()
                            .status();
                }
                return new RunExecution(workspace, "run", options, load)
                        .execute(types)
                        .status();
            }
        }
    }

    /** {@code ingot build}. */
    @Command(
            name = "build",
            description = "Builds seeds, snapshots and models and tests them, as dbt does; loads nothing.")
    static final class Build extends Running {
        @Override
        public Integer call() throws InterruptedException {
            return execute(
                    "build",
                    null,
                    Set.of(
                            ResourceType.SEED,
                            ResourceType.SNAPSHOT,
                            ResourceType.MODEL,
                            ResourceType.TEST,
                            ResourceType.UNIT_TEST,
                            ResourceType.EXPOSURE,
                            ResourceType.SAVED_QUERY));
        }
    }

    /** {@code ingot test}. */
    @Command(name = "test", description = "Runs the tests on the tables as they are published.")
    static final class Test extends Running {
        @Override
        public Integer call() throws InterruptedException {
            return execute("test", null, Set.of(ResourceType.TEST, ResourceType.UNIT_TEST));
        }
    }

    /** {@code ingot seed}. */
    @Command(name = "seed", description = "Loads the seed files.")
    static final class Seed extends Running {
        @Override
        public Integer call() throws InterruptedException {
            return execute("seed", null, Set.of(ResourceType.SEED));
        }
    }

    /** {@code ingot snapshot}. */
    @Command(name = "snapshot", description = "Runs the snapshots.")
    static final class Snapshot extends Running {
        @Override
        public Integer call() throws InterruptedException {
            return execute("snapshot", null, Set.of(ResourceType.SNAPSHOT));
        }
    }

    /** {@code ingot retry}. */
    @Command(
            name = "retry",
            description = "Runs again what the last run left failed, skipped or interrupted, and nothing else.")
    static final class Retry extends Globals.Command implements Callable<Integer> {

        @Option(names = "--threads", paramLabel = "N", description = "How many steps at once.")
        @Nullable
        Integer threads;

        @Override
        public Integer call() throws InterruptedException {
            try (Workspace workspace = globals.open()) {
                workspace.store().recover();
                RunRow last = workspace
                        .store()
                        .audit()
                        .lastRun(
                                workspace.project().name(),
                                workspace.project().target().name())
                        .orElseThrow(() -> Problem.of(CliError.NOTHING_TO_RETRY, "There was no run yet.")
                                .fix("Start one with 'ingot run'.")
                                .toException());
                List<String> unfinished = workspace.store().audit().unfinishedNodes(last.run());
                if (unfinished.isEmpty()) {
                    globals.terminal().note("The last run, " + last.run() + ", left nothing to retry.");
                    return ExitCode.OK.status();
                }
                requireVariables(last.arguments());
                RunOptions options = new RunOptions();
                options.selection.state = folder(last.arguments(), "--state");
                options.selection.deferState = folder(last.arguments(), "--defer-state");
                options.selection.defer = last.arguments().contains("--defer");
                options.selection.favorState = last.arguments().contains("--favor-state");
                data(options.data, last.arguments());
                options.threads = threads;
                String publication = value(last.arguments(), "--publish");
                options.publication =
                        publication == null ? null : new RunOptions.PublicationConverter().convert(publication);
                options.fullRefresh = last.arguments().contains("--full-refresh")
                        || last.arguments().contains("-f");
                RunOptions.Load load = new RunOptions.Load();
                load.date = date(last.arguments());
                return new RunExecution(workspace, last.command(), options, load)
                        .execute(unfinished)
                        .status();
            }
        }

        /** The values of {@code --vars} are not kept, as they may be secret; without them other tables would be built. */
        private void requireVariables(List<String> arguments) {
            boolean had = arguments.stream().anyMatch(argument -> argument.startsWith("--vars"));
            if (had && globals.vars == null) {
                throw Problem.of(CliError.BAD_USAGE, "The last run was given --vars, and their values were not kept.")
                        .fix("Give them again: ingot retry --vars '…'.")
                        .toException();
            }
        }

        /** What the last run let models see. */
        private static void data(DataOptions data, List<String> arguments) {
            data.empty = arguments.contains("--empty");
            data.storeFailures = arguments.contains("--store-failures");
            data.warnError = arguments.contains("--warn-error");
            data.warnErrorOptions = value(arguments, "--warn-error-options");
            data.sample = value(arguments, "--sample");
            String from = value(arguments, "--event-time-start");
            String until = value(arguments, "--event-time-end");
            data.eventsFrom = from == null ? null : new DataOptions.Moment().convert(from);
            data.eventsUntil = until == null ? null : new DataOptions.Moment().convert(until);
        }

        /** The day that the last run was given. */
        private static @Nullable LocalDate date(List<String> arguments) {
            String day = value(arguments, "--date");
            return day == null ? null : new DateConverter().convert(day);
        }

        private static @Nullable Path folder(List<String> arguments, String option) {
            String folder = value(arguments, option);
            return folder == null ? null : Path.of(folder);
        }

        /** What an option was given, in either way of writing it. */
        private static @Nullable String value(List<String> arguments, String option) {
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.startsWith(option + "=")) {
                    return argument.substring(option.length() + 1);
                }
                if (argument.equals(option) && i + 1 < arguments.size()) {
                    return arguments.get(i + 1);
                }
            }
            return null;
        }
    }
}
