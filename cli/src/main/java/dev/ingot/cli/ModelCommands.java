package dev.ingot.cli;

import dev.ingot.api.warehouse.Rows;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that look at models without building them. */
final class ModelCommands {

    private ModelCommands() {}

    /** What they share: a selection of models, or SQL that stands in no file. */
    abstract static class Looking extends Globals.Command {

        @Mixin
        SelectionOptions selection = new SelectionOptions();

        @Mixin
        DataOptions data = new DataOptions();

        @Option(names = "--inline", paramLabel = "SQL", description = "SQL with Jinja in it, instead of a selection.")
        @Nullable
        String inline;

        /** The project's models, with references going where {@code --defer} says. */
        Models models(Workspace workspace, Pipelines pipelines, String command) {
            Models models = Models.load(
                    workspace,
                    pipelines,
                    "none",
                    command,
                    false,
                    data.flags(workspace.clock().instant()));
            return models.deferring(selection.deferral(workspace, List.of()));
        }

        List<Node> selected(Workspace workspace, Pipelines pipelines, Models models) {
            Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
            return selection
                    .choose(workspace, models, graph, type -> type.runnable() && type != ResourceType.PIPELINE)
                    .stream()
                    .map(graph::node)
                    .toList();
        }
    }

    /** {@code ingot compile}. */
    @Command(
            name = "compile",
            description = "Compiles models and tests to SQL; prints what is selected and writes all of it to target/.")
    static final class Compile extends Looking implements Callable<Integer> {
        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Pipelines pipelines = Pipelines.preview(workspace);
                Models models = models(workspace, pipelines, "compile");
                if (inline != null) {
                    globals.terminal().line(models.anyExecutor().compileInline(inline));
                    return 0;
                }
                for (Node node : selected(workspace, pipelines, models)) {
                    if (node.type() == ResourceType.SEED || node.type() == ResourceType.UNIT_TEST) {
                        continue;
                    }
                    String sql = models.executor(node.uniqueId()).compile(node.uniqueId());
                    if (!selection.isEmpty()) {
                        globals.terminal().note("-- " + node.uniqueId());
                        globals.terminal().line(sql);
                        globals.terminal().line("");
                    }
                }
                return 0;
            }
        }
    }

    /** {@code ingot show}. */
    @Command(
            name = "show",
            description =
                    "Runs a model's select, or SQL given with --inline, and prints the first rows; builds nothing.")
    static final class Show extends Looking implements Callable<Integer> {

        @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.", defaultValue = "5")
        int limit;

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Pipelines pipelines = Pipelines.preview(workspace);
                Models models = models(workspace, pipelines, "show");
                if (inline != null) {
                    print(models.anyExecutor().showInline(inline, limit));
                    return 0;
                }
                for (Node node : selected(workspace, pipelines, models)) {
                    if (!node.type().isTest()) {
                        globals.terminal().note("Preview of " + node.name() + ":");
                        print(models.executor(node.uniqueId()).show(node.uniqueId(), limit));
                    }
                }
                return 0;
            }
        }

        private void print(Rows rows) {
            Results results = new Results(
                    rows.columns().stream().map(column -> column.name()).toList());
            rows.rows().forEach(results::row);
            results.print(globals.terminal(), globals.output(), "no rows");
        }
    }

    /** {@code ingot parse}. */
    @Command(
            name = "parse",
            description =
                    "Reads and checks the whole project and writes target/manifest.json and target/semantic_manifest.json.")
    static final class Parse extends Globals.Command implements Callable<Integer> {
        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Pipelines pipelines = Pipelines.preview(workspace);
                Models models = Models.load(workspace, pipelines, "none", "parse", false, Environment.Flags.NONE);
                Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
                models.writeManifests(graph);
                globals.terminal().line("The project is valid: " + graph.nodes().size() + " nodes.");
                return 0;
            }
        }
    }

    /** {@code ingot clean}. */
    @Command(name = "clean", description = "Removes target/, where compiled SQL and artefacts are written.")
    static final class Clean extends Globals.Command implements Callable<Integer> {
        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Models.removeTargets(workspace)
                        .forEach(folder -> globals.terminal().line("removed " + folder));
                return 0;
            }
        }
    }
}
