package dev.ingot.models.internal.run;

import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.models.StepResult;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import java.time.Duration;
import java.time.Instant;

/** What {@code on-run-end} sees of a step in {@code results}, as dbt's run_results has it. Stateless. */
final class HookResults {

    private HookResults() {}

    static PyDict shown(Manifest manifest, StepResult result) {
        PyDict shown = new PyDict();
        shown.put("node", ModelView.shown(manifest, result.node()));
        shown.put("unique_id", result.node());
        shown.put("status", result.status());
        shown.put("message", result.message());
        shown.put("failures", dev.ingot.jinja.Values.of(result.failures()));
        shown.put("thread_id", result.thread());
        shown.put(
                "execution_time",
                Duration.between(result.started(), result.ended()).toNanos() / 1e9);
        PyList timing = new PyList();
        timing.add(timing("compile", result.started(), result.started()));
        timing.add(timing("execute", result.started(), result.ended()));
        shown.put("timing", timing);
        PyDict response = new PyDict();
        if (result.rows() >= 0) {
            response.put("_message", "OK");
            response.put("rows_affected", result.rows());
        }
        shown.put("adapter_response", response);
        return shown;
    }

    private static PyDict timing(String name, Instant started, Instant completed) {
        return PyDict.of("name", name, "started_at", started.toString(), "completed_at", completed.toString());
    }
}
