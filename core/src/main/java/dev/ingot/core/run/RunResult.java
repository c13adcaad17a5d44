package dev.ingot.core.run;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a run ended.
 *
 * @param interrupted it was told to stop before it was through
 * @param problems what could not be done after the steps: in the audit, the artefacts, the reports
 */
public record RunResult(
        Instant started, Instant ended, List<StepResult> steps, boolean interrupted, List<Problem> problems) {

    public RunResult {
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
    }

    public RunResult(Instant started, Instant ended, List<StepResult> steps, boolean interrupted) {
        this(started, ended, steps, interrupted, List.of());
    }

    /** The same with steps that ran before and after the plan's. */
    public RunResult with(List<StepResult> before, List<StepResult> after) {
        List<StepResult> all = new ArrayList<>(before);
        all.addAll(steps);
        all.addAll(after);
        return new RunResult(started, ended, all, interrupted, problems);
    }

    /** The same, with all that could not be done after the steps. */
    public RunResult with(List<Problem> afterwards) {
        return new RunResult(started, ended, steps, interrupted, afterwards);
    }

    /** Whether all steps did what they were to do. */
    public boolean success() {
        return !interrupted && steps.stream().noneMatch(StepResult::failed);
    }

    /** All rows of all steps that succeeded. */
    public Counts counts() {
        Counts total = Counts.ZERO;
        for (StepResult step : steps) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded) {
                total = total.plus(succeeded.counts());
            }
        }
        return total;
    }

    /**
     * The most telling exit code: interrupted, then locked, unreachable, contract, usage, and plain failure last. Problems
     * after the steps count where all steps succeeded.
     */
    public ExitCode exit() {
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return steps.stream()
                .flatMap(step -> step.outcome() instanceof Outcome.Failed failed
                        ? failed.problems().stream().map(problem -> exit(step, problem))
                        : Stream.empty())
                .max(Comparator.comparingInt(ExitCode::status))
                .orElseGet(() -> problems.stream()
                        .map(problem -> problem.code().exit())
                        .max(Comparator.comparingInt(ExitCode::status))
                        .orElse(ExitCode.OK));
    }

    /** A pipeline fails with its problem's own code. Any other node's failure is a plain one, as dbt has it. */
    private static ExitCode exit(StepResult step, Problem problem) {
        ExitCode own = problem.code().exit();
        boolean usage = own == ExitCode.USAGE && step.node().type() != ResourceType.PIPELINE;
        return usage || own == ExitCode.OK ? ExitCode.FAILED : own;
    }
}
