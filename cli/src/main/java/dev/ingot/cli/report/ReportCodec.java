package dev.ingot.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report as JSON and back: a report that could not be sent is kept in this form until it can. Stateless. */
final class ReportCodec {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportCodec() {}

    static String write(RunReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("project", report.project());
        root.put("target", report.target());
        root.put("run", report.run());
        root.put("command", report.command());
        root.put("started", report.started().toString());
        root.put("ended", report.ended().toString());
        root.put("success", report.success());
        root.put("previous", report.previous());
        ArrayNode steps = root.putArray("steps");
        report.steps().forEach(step -> step(step, steps.addObject()));
        return root.toString();
    }

    private static void step(StepReport step, ObjectNode node) {
        node.put("name", step.name());
        node.put("kind", step.kind());
        node.put("target", step.target());
        node.put("millis", step.duration().toMillis());
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded succeeded) {
            node.put("outcome", "succeeded");
            counts(succeeded.counts(), node.putObject("counts"));
            node.put("message", succeeded.message());
            problems(succeeded.warnings(), node.putArray("problems"));
        } else if (outcome instanceof Outcome.Failed failed) {
            node.put("outcome", "failed");
            counts(failed.counts(), node.putObject("counts"));
            node.put("retryable", failed.retryable());
            problems(failed.problems(), node.putArray("problems"));
        } else if (outcome instanceof Outcome.Skipped skipped) {
            node.put("outcome", "skipped");
            node.put("message", skipped.why());
        }
        ArrayNode rejections = node.putArray("rejections");
        for (Rejection rejection : step.rejections()) {
            ObjectNode entry = rejections.addObject();
            entry.put("rule", rejection.rule());
            entry.put("reason", rejection.reason());
            entry.put("rows", rejection.rows());
            QuarantinedRow row = rejection.sample();
            entry.put("id", row.id());
            entry.put("pipeline", row.pipeline());
            entry.put("run", row.run());
            entry.put("batch", row.batch());
            entry.put("at", row.at().toString());
            entry.put("file", row.file());
            entry.put("position", row.position());
            entry.put("raw", row.raw());
        }
    }

    private static void counts(Counts counts, ObjectNode node) {
        node.put("read", counts.read());
        node.put("inserted", counts.inserted());
        node.put("updated", counts.updated());
        node.put("deleted", counts.deleted());
        node.put("unchanged", counts.unchanged());
        node.put("deduplicated", counts.deduplicated());
        node.put("filtered", counts.filtered());
        node.put("quarantined", counts.quarantined());
    }

    private static void problems(List<Problem> problems, ArrayNode array) {
        for (Problem problem : problems) {
            ObjectNode node = array.addObject();
            node.put("code", problem.code().id());
            node.put("codeKind", problem.code().kind().name());
            node.put("exit", problem.code().exit().name());
            node.put("title", problem.code().title());
            node.put("explanation", problem.code().explanation());
            node.put("what", problem.what());
            node.put("why", problem.why());
            node.put("fix", problem.fix());
            Place place = problem.place();
            if (place != null) {
                node.put("file", place.file());
                node.put("line", place.line());
                node.put("column", place.column());
                node.put("text", place.text());
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the text is not what {@link #write} makes
     */
    static RunReport read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<StepReport> steps = new ArrayList<>();
            root.required("steps").forEach(step -> steps.add(step(step)));
            JsonNode previous = root.path("previous");
            return new RunReport(
                    root.required("project").asText(),
                    root.required("target").asText(),
                    root.required("run").asText(),
                    root.required("command").asText(),
                    Instant.parse(root.required("started").asText()),
                    Instant.parse(root.required("ended").asText()),
                    root.required("success").asBoolean(),
                    previous.isBoolean() ? previous.asBoolean() : null,
                    steps);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a stored report", e);
        }
    }

    private static StepReport step(JsonNode node) {
        List<Rejection> rejections = new ArrayList<>();
        for (JsonNode entry : node.required("rejections")) {
            String rule = entry.required("rule").asText();
            String reason = entry.required("reason").asText();
            QuarantinedRow sample = new QuarantinedRow(
                    entry.required("id").asText(),
                    entry.required("pipeline").asText(),
                    entry.required("run").asText(),
                    entry.required("batch").asLong(),
                    Instant.parse(entry.required("at").asText()),
                    rule,
                    reason,
                    entry.required("file").asText(),
                    entry.required("position").asLong(),
                    entry.required("raw").asText());
            rejections.add(new Rejection(rule, reason, entry.required("rows").asLong(), sample));
        }
        return new StepReport(
                node.required("name").asText(),
                node.required("kind").asText(),
                node.required("target").asText(),
                outcome(node),
                Duration.ofMillis(node.required("millis").asLong()),
                rejections);
    }

    private static Outcome outcome(JsonNode node) {
        String outcome = node.required("outcome").asText();
        return switch (outcome) {
            case "succeeded" ->
                new Outcome.Succeeded(
                        counts(node.required("counts")),
                        List.of(),
                        node.required("message").asText(),
                        problems(node.required("problems")));
            case "failed" ->
                new Outcome.Failed(
                        problems(node.required("problems")),
                        counts(node.required("counts")),
                        node.required("retryable").asBoolean());
            case "skipped" -> new Outcome.Skipped(node.required("message").asText());
            default -> throw new IllegalArgumentException("no outcome '" + outcome + "'");
        };
    }

    private static Counts counts(JsonNode node) {
        return new Counts(
                node.required("read").asLong(),
                node.required("inserted").asLong(),
                node.required("updated").asLong(),
                node.required("deleted").asLong(),
                node.required("unchanged").asLong(),
                node.required("deduplicated").asLong(),
                node.required("filtered").asLong(),
                node.required("quarantined").asLong());
    }

    private static List<Problem> problems(JsonNode array) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode node : array) {
            ErrorCode code = new ErrorCode.Entry(
                    node.required("code").asText(),
                    ErrorKind.valueOf(node.required("codeKind").asText()),
                    ExitCode.valueOf(node.required("exit").asText()),
                    node.required("title").asText(),
                    node.required("explanation").asText());
            Place place = node.has("file")
                    ? new Place(
                            node.required("file").asText(),
                            node.required("line").asInt(),
                            node.required("column").asInt(),
                            text(node, "text"))
                    : null;
            problems.add(
                    new Problem(code, node.required("what").asText(), place, text(node, "why"), text(node, "fix")));
        }
        return problems;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.asText() : null;
    }
}
