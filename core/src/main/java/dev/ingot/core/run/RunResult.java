package dev.ingot.core.run;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * How a run ended.
 *
 * @param interrupted it was told to stop before it was through
 */
public record RunResult(Instant started, Instant ended, List<StepResult> steps, boolean interrupted) {

    public RunResult {
        steps = List.copyOf(steps);
    }

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

    /** The most telling exit code: interrupted, then locked, unreachable, contract, and plain failure last. */
    public ExitCode exit() {
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return steps.stream()
                .map(StepResult::outcome)
                .filter(Outcome.Failed.class::isInstance)
                .flatMap(outcome -> ((Outcome.Failed) outcome).problems().stream())
                .map(Problem::code)
                .map(code ->
                        code.exit() == ExitCode.USAGE || code.exit() == ExitCode.OK ? ExitCode.FAILED : code.exit())
                .max(Comparator.comparingInt(ExitCode::status))
                .orElse(ExitCode.OK);
    }
}
