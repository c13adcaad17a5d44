package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Outcome;
import dev.ingot.cli.terminal.Results;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.models.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
                    + " row in all columns that both have. Ends with 1 where a row differs. A table that cannot be compared"
                    + " is named with the reason, and keeps no other from it."
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
            for (PipelineSpec pipeline : pipelines.specs().values()) {
                if (Reconciliation.removeLeft(workspace, pipeline.to())) {
                    globals.terminal()
                            .note("Removed the copy of a source that a killed reconcile left: " + pipeline.to());
                }
            }
            Map<Reconciliation, List<Problem>> open = new LinkedHashMap<>();
            try {
                return reconcile(workspace, followed, open).status();
            } finally {
                open.keySet().forEach(Reconciliation::close);
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

    /** @param open filled with the comparisons, and with what keeps each from being made */
    private ExitCode reconcile(Workspace workspace, List<Followed> followed, Map<Reconciliation, List<Problem>> open)
            throws InterruptedException {
        String run = RunIds.next(workspace.clock().instant());
        Map<String, Reconciliation> nodes = new HashMap<>();
        for (Followed one : followed) {
            Reconciliation reconciliation = new Reconciliation(
                    workspace,
                    one.pipeline(),
                    Objects.requireNonNull(one.model().table()),
                    key(one.model()));
            open.put(reconciliation, List.of());
            try {
                reconciliation.take(run);
                nodes.put(one.pipelineId(), reconciliation);
                nodes.put(one.model().uniqueId(), reconciliation);
            } catch (IngotException e) {
                open.put(reconciliation, e.problems());
            }
        }
        Optional<RunResult> built = nodes.isEmpty()
                ? Optional.empty()
                : new RunExecution(workspace, "reconcile", new RunOptions(), new RunOptions.Load())
                        .result(nodes.keySet());
        if (built.isPresent() && built.get().interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        for (StepResult step : built.map(RunResult::steps).orElse(List.of())) {
            Reconciliation stopped = nodes.get(step.node().uniqueId());
            if (stopped != null && step.outcome() instanceof Outcome.Failed failed) {
                open.put(stopped, failed.problems());
            } else if (stopped != null
                    && open.getOrDefault(stopped, List.of()).isEmpty()
                    && step.outcome() instanceof Outcome.Skipped why) {
                open.put(
                        stopped,
                        List.of(Problem.of(CliError.BAD_USAGE, step.node().name() + " was not built: " + why.why())));
            }
        }
        return tell(open);
    }

    private static List<String> key(Node model) {
        Object key = model.config().get("unique_key");
        return key instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(key));
    }

    private ExitCode tell(Map<Reconciliation, List<Problem>> open) {
        Results results = new Results("table", "rows of the source", "changed meanwhile", "in quarantine", "differ");
        List<String> lines = new ArrayList<>();
        ExitCode worst = ExitCode.OK;
        long all = 0;
        int left = 0;
        for (Map.Entry<Reconciliation, List<Problem>> entry : open.entrySet()) {
            Reconciliation one = entry.getKey();
            List<Problem> problems = entry.getValue();
            if (problems.isEmpty()) {
                try {
                    Reconciliation.Result result = one.compare(limit);
                    results.row(
                            one.table(),
                            result.source(),
                            result.meanwhile(),
                            result.quarantined(),
                            result.differences());
                    result.rows().forEach(row -> lines.add("  " + one.table() + "  " + row.key() + ": " + row.what()));
                    result.hints().forEach(hint -> lines.add("  " + one.table() + "  " + hint));
                    all += result.differences();
                    continue;
                } catch (IngotException e) {
                    problems = e.problems();
                }
            }
            left++;
            results.row(one.table(), "", "", "", "not compared");
            for (Problem problem : problems) {
                lines.add(
                        "  " + one.table() + "  not compared: " + problem.code().id() + ": " + problem.what()
                                + (problem.fix() == null ? "" : " fix: " + problem.fix()));
                worst = worse(worst, problem.code().exit());
            }
        }
        results.print(globals.terminal(), globals.output(), "Nothing to compare.");
        if (globals.output() == Results.Format.TEXT) {
            lines.forEach(globals.terminal()::line);
            globals.terminal().line(sentence(all, left));
        } else {
            lines.forEach(globals.terminal()::note);
        }
        return all == 0 ? worst : worse(worst, ExitCode.FAILED);
    }

    private static String sentence(long differing, int left) {
        String compared = differing == 0
                ? "All rows " + (left == 0 ? "" : "that were compared ") + "are those of the source."
                : Text.plural(differing, "row") + (differing == 1 ? " differs." : " differ.");
        return left == 0 ? compared : compared + " " + Text.plural(left, "table") + " could not be compared.";
    }

    private static ExitCode worse(ExitCode one, ExitCode other) {
        return one.status() >= other.status() ? one : other;
    }
}
