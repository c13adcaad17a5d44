package dev.ingot.models;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a test ended.
 *
 * @param failures what {@code fail_calc} gave; for a test that could not run 0
 * @param message dbt's sentence, empty where it passed
 * @param problem what to tell people; null where it passed
 * @param sql the select that was run
 */
public record TestResult(
        String node,
        Status status,
        long failures,
        String message,
        @Nullable Problem problem,
        String sql) {

    /** dbt's words, in lower case in its artefacts. */
    public enum Status {
        PASS,
        WARN,
        FAIL,
        ERROR;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The result as a step's outcome: only FAIL and ERROR fail. */
    public Outcome outcome() {
        return switch (status) {
            case PASS -> Outcome.Succeeded.of(Counts.ZERO);
            case WARN ->
                new Outcome.Succeeded(Counts.ZERO, List.of(), message, problem == null ? List.of() : List.of(problem));
            case FAIL, ERROR ->
                new Outcome.Failed(
                        problem == null ? List.of(Problem.of(ModelsError.TEST_FAILED, message)) : List.of(problem),
                        Counts.ZERO,
                        false);
        };
    }
}
