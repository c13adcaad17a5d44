package dev.ingot.models.internal.run;

import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.models.StepResult;
import dev.ingot.models.internal.context.ObjectValue;
import dev.ingot.models.internal.context.TimeValue;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** What {@code on-run-end} sees of a step in {@code results}, as dbt's run_results has it. Stateless. */
final class HookResults {

    private HookResults() {}

    static ObjectValue shown(Manifest manifest, StepResult result) {
        PyDict shown = new PyDict();
        shown.put(
                "node",
                ModelView.shown(manifest, result.node()) instanceof Map<?, ?> node ? new ObjectValue(node) : None.NONE);
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
        return new ObjectValue(shown);
    }

    private static ObjectValue timing(String name, Instant started, Instant completed) {
        return new ObjectValue(
                PyDict.of("name", name, "started_at", moment(started), "completed_at", moment(completed)));
    }

    private static Object moment(Instant instant) {
        return TimeValue.of(instant.atOffset(ZoneOffset.UTC).toLocalDateTime());
    }
}
