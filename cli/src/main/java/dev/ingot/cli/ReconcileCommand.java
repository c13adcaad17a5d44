package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Results;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.models.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ingot reconcile}. */
@Command(
        name = "reconcile",
        description = {
            "Proves that tables of latest rows are what their source is, while the source goes on changing.",
            "Takes the source's rows as they are at one place of its log, reads and builds up to there, and compares row by"
                    + " row in all columns that both have. Ends with 1 where a row differs."
        },
        footer = {"", "Example:", "  ingot reconcile --select silver.orders"})
final class ReconcileCommand extends Globals.Command implements Callable<Integer> {

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "List at most so many rows of a table that differ.",
            defaultValue = "20")
    int limit;

    /** A model of latest rows and the pipeline that fills its log. */
    private record Followed(Node model, PipelineSpec pipeline, String pipelineId) {}

    @Override
    public Integer call() throws InterruptedException {
        try (Workspace workspace = globals.open()) {
            Pipelines pipelines = Pipelines.sync(workspace);
            Models models = Models.load(workspace, pipelines, "none", "reconcile", false, Environment.Flags.NONE);
            Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
            List<Followed> followed = followed(workspace, pipelines, models, graph);
            if (followed.isEmpty()) {
                throw Problem.of(CliError.BAD_USAGE, "No table of latest rows is selected.")
                        .because(
                                "What is reconciled is a model with materialized='latest' over the changes that a pipeline"
                                        + " loads.")
                        .toException();
            }
            workspace.recover().forEach(globals.terminal()::note);
            ServiceLock.refuse(
                    workspace, followed.stream().map(Followed::pipeline).toList());
            List<Reconciliation> open = new ArrayList<>();
            try {
                return reconcile(workspace, followed, open).status();
            } finally {
                open.forEach(Reconciliation::close);
            }
        }
    }

    private List<Followed> followed(Workspace workspace, Pipelines pipelines, Models models, Graph graph) {
        List<Followed> followed = new ArrayList<>();
        for (String id : selection.choose(workspace, models, graph, type -> type == ResourceType.MODEL)) {
            Node model = graph.node(id);
            if ("latest".equals(model.config().get("materialized")) && model.table() != null) {
                log(pipelines, graph, model).ifPresent(followed::add);
            }
        }
        return followed;
    }

    private static Optional<Followed> log(Pipelines pipelines, Graph graph, Node model) {
        return pipelines.specs().entrySet().stream()
                .filter(entry -> model.dependsOn().stream()
                        .anyMatch(parent ->
                                entry.getValue().to().equals(graph.node(parent).table())))
                .map(entry -> new Followed(model, entry.getValue(), entry.getKey()))
                .findFirst();
    }

    private ExitCode reconcile(Workspace workspace, List<Followed> followed, List<Reconciliation> open)
            throws InterruptedException {
        String run = RunIds.next(workspace.clock().instant());
        Set<String> nodes = new TreeSet<>();
        for (Followed one : followed) {
            Reconciliation reconciliation = new Reconciliation(
                    workspace,
                    one.pipeline(),
                    Objects.requireNonNull(one.model().table()),
                    key(one.model()));
            open.add(reconciliation);
            reconciliation.take(run);
            nodes.add(one.pipelineId());
            nodes.add(one.model().uniqueId());
        }
        ExitCode built =
                new RunExecution(workspace, "reconcile", new RunOptions(), new RunOptions.Load()).execute(nodes);
        if (built != ExitCode.OK) {
            return built;
        }
        return tell(open);
    }

    private static List<String> key(Node model) {
        Object key = model.config().get("unique_key");
        return key instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(key));
    }

    private ExitCode tell(List<Reconciliation> open) {
        Results results = new Results("table", "rows of the source", "changed meanwhile", "differ");
        List<String> lines = new ArrayList<>();
        long all = 0;
        for (Reconciliation one : open) {
            Reconciliation.Result result = one.compare(limit);
            results.row(one.table(), result.source(), result.meanwhile(), result.differences());
            result.rows().forEach(row -> lines.add("  " + one.table() + "  " + row.key() + ": " + row.what()));
            all += result.differences();
        }
        results.print(globals.terminal(), globals.output(), "Nothing to compare.");
        if (globals.output() == Results.Format.TEXT) {
            lines.forEach(globals.terminal()::line);
            globals.terminal()
                    .line(
                            all == 0
                                    ? "All rows are those of the source."
                                    : Text.plural(all, "row") + (all == 1 ? " differs." : " differ."));
        } else {
            lines.forEach(globals.terminal()::note);
        }
        return all == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
