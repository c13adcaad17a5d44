package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ingot source}: what is known of the sources. */
@Command(
        name = "source",
        description = "Asks the sources that models read.",
        subcommands = SourceCommands.CheckFreshness.class)
final class SourceCommands {

    private SourceCommands() {}

    /** {@code ingot source freshness}. */
    @Command(
            name = "freshness",
            aliases = "snapshot-freshness",
            description = "Says how old the data of each source is, against what it declares, and writes"
                    + " target/sources.json. Ends with 1 where one is too old.",
            footer = {"", "Example:", "  ingot source freshness --select source:bronze"})
    static final class CheckFreshness extends Globals.Command implements Callable<Integer> {

        @Mixin
        SelectionOptions selection = new SelectionOptions();

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Pipelines pipelines = Pipelines.preview(workspace);
                Models models = Models.load(workspace, pipelines, "none", "freshness", false, Environment.Flags.NONE);
                Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
                Instant began = workspace.clock().instant();
                Set<String> declared = models.sourcesWithFreshness();
                List<Freshness> asked = new ArrayList<>();
                Map<String, String> failed = new LinkedHashMap<>();
                for (String source : selection.choose(workspace, models, graph, type -> type == ResourceType.SOURCE)) {
                    if (declared.contains(source)) {
                        try {
                            asked.add(models.executor(source).freshness(source, began));
                        } catch (IngotException e) {
                            failed.put(source, e.first().what());
                            e.problems().forEach(problem -> globals.terminal().note(problem.render()));
                        }
                    }
                }
                models.writeSources(
                        asked, failed, Duration.between(began, workspace.clock().instant()));
                print(graph, asked, failed);
                boolean good = failed.isEmpty()
                        && asked.stream().noneMatch(freshness -> freshness.status() == Freshness.Status.ERROR);
                return (good ? ExitCode.OK : ExitCode.FAILED).status();
            }
        }

        private void print(Graph graph, List<Freshness> asked, Map<String, String> failed) {
            Results results = new Results("source", "table", "status", "age", "loaded_at", "warn_after", "error_after");
            for (Freshness freshness : asked) {
                results.row(
                        freshness.source(),
                        graph.node(freshness.source()).table(),
                        freshness.status().name().toLowerCase(Locale.ROOT),
                        new Results.Shown(freshness.age().toSeconds(), age(freshness.age())),
                        Results.Shown.time(freshness.loadedAt()),
                        limit(freshness.warnAfter()),
                        limit(freshness.errorAfter()));
            }
            failed.keySet()
                    .forEach(source ->
                            results.row(source, graph.node(source).table(), "runtime error", null, null, null, null));
            results.print(globals.terminal(), globals.output(), "No source says how fresh it must be.");
        }

        private static String age(Duration age) {
            return age.toHours() >= 48
                    ? age.toDays() + " days"
                    : age.toMinutes() >= 120
                            ? age.toHours() + " hours"
                            : age.toSeconds() >= 120 ? age.toMinutes() + " minutes" : age.toSeconds() + " seconds";
        }

        private static String limit(Freshness.@Nullable Limit limit) {
            return limit == null ? "" : limit.count() + " " + limit.period() + (limit.count() == 1 ? "" : "s");
        }
    }
}
