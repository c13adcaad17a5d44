package dev.ingot.cli;

import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.RunResult;
import dev.ingot.models.ModelProject;
import dev.ingot.models.StepResult;
import java.util.List;

/** What came of a run's steps, in the words of dbt's run_results. Stateless. */
final class DbtResults {

    private DbtResults() {}

    /** Of one project's nodes and hooks. */
    static List<StepResult> of(ModelProject project, RunResult result) {
        return result.steps().stream()
                .filter(step -> project.has(step.node().uniqueId()))
                .map(DbtResults::result)
                .toList();
    }

    /** What {@code on-run-end} is told of: nodes, no hooks. */
    static List<StepResult> built(ModelProject project, RunResult result) {
        return result.steps().stream()
                .filter(step ->
                        project.has(step.node().uniqueId()) && step.node().type() != ResourceType.OPERATION)
                .map(DbtResults::result)
                .toList();
    }

    private static StepResult result(dev.ingot.core.run.StepResult step) {
        boolean test = step.node().type().isTest();
        Outcome outcome = step.outcome();
        String status;
        String message = "";
        long rows = -1;
        if (outcome instanceof Outcome.Succeeded && step.node().type().isUse()) {
            status = "no-op";
            message = "NO-OP";
        } else if (outcome instanceof Outcome.Succeeded && step.node().type() == ResourceType.OPERATION) {
            status = "success";
            message = step.node().name() + " passed";
        } else if (outcome instanceof Outcome.Succeeded succeeded) {
            status = test ? (succeeded.warnings().isEmpty() ? "pass" : "warn") : "success";
            message = test ? succeeded.message() : "OK";
            rows = test ? -1 : succeeded.counts().written();
        } else if (outcome instanceof Outcome.Skipped skipped) {
            status = "skipped";
            message = skipped.why();
        } else {
            status = test && step.end().failures() > 0 ? "fail" : "error";
            message = ((Outcome.Failed) outcome).problems().get(0).render();
        }
        return new StepResult(
                step.node().uniqueId(),
                status,
                step.started(),
                step.ended(),
                step.thread(),
                message,
                test || step.node().type() == ResourceType.OPERATION
                        ? step.end().failures()
                        : null,
                rows);
    }
}
