package dev.ingot.models.internal.artifact;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.ModelExecutor;
import dev.ingot.models.StepResult;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.project.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes dbt's {@code run_results.json}, version 6. */
public record RunResultsJson(
        Manifest manifest, ModelExecutor executor, Instant generated, Duration elapsed, String command) {

    public String write(List<StepResult> results) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put(
                "metadata",
                ManifestJson.metadata(manifest.environment(), manifest.root().name(), "run-results/v6", generated));
        root.put("results", results.stream().map(this::result).toList());
        root.put("elapsed_time", seconds(elapsed));
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("which", manifest.environment().command());
        arguments.put("invocation_command", ("ingot " + manifest.environment().command() + " " + command).strip());
        arguments.put("vars", manifest.environment().variables());
        arguments.put("target", manifest.environment().target().name());
        root.put("args", arguments);
        return ManifestJson.text(root);
    }

    private Map<String, @Nullable Object> result(StepResult step) {
        DbtNode node = manifest.nodes().get(step.node());
        String compiled = executor.compiled(step.node()).orElse(null);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("status", step.status());
        json.put(
                "timing",
                List.of(
                        timing("compile", step.started(), step.started()),
                        timing("execute", step.started(), step.ended())));
        json.put("thread_id", step.thread());
        json.put("execution_time", seconds(Duration.between(step.started(), step.ended())));
        json.put(
                "adapter_response",
                step.rows() < 0 ? Map.of() : Map.of("_message", "OK", "rows_affected", step.rows()));
        json.put("message", step.message().isEmpty() ? null : step.message());
        json.put("failures", step.failures());
        json.put("unique_id", step.node());
        json.put("compiled", compiled != null);
        json.put("compiled_code", compiled);
        json.put(
                "relation_name",
                node == null || node.ephemeral() || node.test() != null || node.type() == ResourceType.SEED
                        ? null
                        : manifest.environment().target().quoted(node.relation()));
        json.put("batch_results", batches(step));
        return json;
    }

    /** All batches are published at once, so they all did what the model did. */
    private @Nullable Map<String, Object> batches(StepResult step) {
        List<Object> periods = executor.batches(step.node()).stream()
                .<Object>map(period ->
                        List.of(period.from().toString(), period.until().toString()))
                .toList();
        boolean done = step.status().equals("success");
        return periods.isEmpty()
                ? null
                : Map.of("successful", done ? periods : List.of(), "failed", done ? List.of() : periods);
    }

    private static Map<String, Object> timing(String name, Instant started, Instant completed) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("started_at", started.toString());
        json.put("completed_at", completed.toString());
        return json;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
