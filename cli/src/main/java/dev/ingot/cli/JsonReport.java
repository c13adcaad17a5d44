package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as {@code --output json} prints it. */
final class JsonReport {

    private JsonReport() {}

    static Map<String, @Nullable Object> of(String run, String command, RunResult result) {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("run", run);
        report.put("command", command);
        report.put("success", result.success());
        report.put("exit_code", result.exit().status());
        report.put("started", result.started().toString());
        report.put("ended", result.ended().toString());
        report.put("problems", problems(result.problems()));
        report.put("steps", result.steps().stream().map(JsonReport::step).toList());
        return report;
    }

    private static Map<String, @Nullable Object> step(StepResult step) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("node", step.node().uniqueId());
        record.put("kind", step.node().type().toString());
        record.put(
                "table",
                step.node().table() == null ? null : step.node().table().toString());
        record.put("status", word(step.outcome()));
        record.put("seconds", step.duration().toMillis() / 1000.0);
        record.put("attempts", step.attempts());
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded succeeded) {
            record.put("counts", counts(succeeded.counts()));
            record.put("message", succeeded.message());
            record.put("problems", problems(succeeded.warnings()));
        } else if (outcome instanceof Outcome.Failed failed) {
            record.put("counts", counts(failed.counts()));
            record.put("problems", problems(failed.problems()));
        } else if (outcome instanceof Outcome.Skipped skipped) {
            record.put("message", skipped.why());
        }
        record.put("failures", step.end().failures());
        record.put(
                "quarantined",
                step.end().rejections().stream().map(JsonReport::rejection).toList());
        return record;
    }

    private static Map<String, Object> counts(Counts counts) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("read", counts.read());
        record.put("inserted", counts.inserted());
        record.put("updated", counts.updated());
        record.put("deleted", counts.deleted());
        record.put("unchanged", counts.unchanged());
        record.put("deduplicated", counts.deduplicated());
        record.put("filtered", counts.filtered());
        record.put("quarantined", counts.quarantined());
        return record;
    }

    private static List<Map<String, @Nullable Object>> problems(List<Problem> problems) {
        return problems.stream()
                .map(problem -> {
                    Map<String, @Nullable Object> record = new LinkedHashMap<>();
                    record.put("code", problem.code().id());
                    record.put("what", problem.what());
                    record.put(
                            "place",
                            problem.place() == null ? null : problem.place().toString());
                    record.put("why", problem.why());
                    record.put("fix", problem.fix());
                    return record;
                })
                .toList();
    }

    private static Map<String, Object> rejection(Rejection rejection) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("rule", rejection.rule());
        record.put("reason", rejection.reason());
        record.put("rows", rejection.rows());
        record.put("file", rejection.sample().file());
        record.put("position", rejection.sample().position());
        return record;
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            return succeeded.warnings().isEmpty() ? "success" : "warn";
        }
        return outcome instanceof Outcome.Skipped ? "skipped" : "error";
    }
}
