package dev.ingot.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.util.List;

/** The report as JSON. Durations are milliseconds, instants ISO 8601 in UTC. */
final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    /**
     * @param slack only the field {@code text}
     */
    static String of(Summary summary, boolean slack) {
        ObjectNode root = JSON.createObjectNode();
        root.put("text", text(summary));
        if (!slack) {
            report(root, summary);
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers can always be written", e);
        }
    }

    /** A few lines: the result, and what failed and why. */
    private static String text(Summary summary) {
        RunReport report = summary.report();
        StringBuilder text = new StringBuilder(report.success() ? "\u2705 " : "\u274c ")
                .append(summary.subject())
                .append(", ")
                .append(Summary.duration(report.duration()));
        String law = Summary.law(summary.loaded());
        if (!law.isEmpty()) {
            text.append('\n').append(law);
        }
        for (StepReport step : summary.failed()) {
            text.append("\n- ").append(step.kind()).append(' ').append(step.name());
            if (step.outcome() instanceof Outcome.Failed failed
                    && !failed.problems().isEmpty()) {
                Problem first = failed.problems().get(0);
                text.append(": ").append(first.code().id()).append(' ').append(Summary.oneLine(first.what(), 300));
            }
        }
        return text.toString();
    }

    private static void report(ObjectNode root, Summary summary) {
        RunReport report = summary.report();
        root.put("project", report.project())
                .put("target", report.target())
                .put("run", report.run())
                .put("command", report.command())
                .put("started", report.started().toString())
                .put("ended", report.ended().toString())
                .put("duration_ms", report.duration().toMillis())
                .put("success", report.success())
                .put("previous_success", report.previous())
                .put("failed", summary.failed().size())
                .put("succeeded", summary.succeeded().size())
                .put("skipped", summary.skipped().size());
        counts(root.putObject("loaded"), summary.loaded());
        ArrayNode steps = root.putArray("steps");
        report.steps().forEach(step -> step(steps.addObject(), step));
    }

    private static void step(ObjectNode node, StepReport step) {
        node.put("name", step.name())
                .put("kind", step.kind())
                .put("target", step.target())
                .put("duration_ms", step.duration().toMillis());
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded done) {
            node.put("status", "success").put("message", done.message());
            problems(node.putArray("warnings"), done.warnings());
        } else if (outcome instanceof Outcome.Failed lost) {
            node.put("status", "failed").put("retryable", lost.retryable());
            problems(node.putArray("problems"), lost.problems());
        } else if (outcome instanceof Outcome.Skipped skipped) {
            node.put("status", "skipped").put("message", skipped.why());
        }
        counts(node.putObject("counts"), Summary.counts(step));
        ArrayNode rejections = node.putArray("rejections");
        step.rejections().forEach(rejection -> rejection(rejections.addObject(), rejection));
    }

    private static void counts(ObjectNode node, Counts counts) {
        node.put("read", counts.read())
                .put("inserted", counts.inserted())
                .put("updated", counts.updated())
                .put("deleted", counts.deleted())
                .put("unchanged", counts.unchanged())
                .put("deduplicated", counts.deduplicated())
                .put("filtered", counts.filtered())
                .put("quarantined", counts.quarantined())
                .put("balanced", counts.balanced());
    }

    private static void problems(ArrayNode array, List<Problem> problems) {
        for (Problem problem : problems) {
            array.addObject()
                    .put("code", problem.code().id())
                    .put("what", problem.what())
                    .put(
                            "place",
                            problem.place() == null ? null : problem.place().toString())
                    .put("why", problem.why())
                    .put("fix", problem.fix());
        }
    }

    private static void rejection(ObjectNode node, Rejection rejection) {
        node.put("rule", rejection.rule())
                .put("reason", rejection.reason())
                .put("rows", rejection.rows())
                .put("file", rejection.sample().file())
                .put("position", rejection.sample().position())
                .put("raw", Summary.oneLine(rejection.sample().raw(), Summary.RAW));
    }
}
