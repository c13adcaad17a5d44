package dev.ingot.api.run;

import dev.ingot.api.error.Problem;
import java.util.List;

/** How a step ended. The audit row, the terminal line, the e-mail and the exit code are drawn from it. */
public sealed interface Outcome {

    /**
     * @param message what is worth a word beside the counts, often empty
     * @param warnings problems that did not stop the step (a test of severity warn, a schema change)
     */
    record Succeeded(Counts counts, List<TableChange> changes, String message, List<Problem> warnings)
            implements Outcome {
        public Succeeded {
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }

        public static Succeeded of(Counts counts) {
            return new Succeeded(counts, List.of(), "", List.of());
        }
    }

    /** The step did not run, which is no failure by itself. */
    record Skipped(String why) implements Outcome {}

    /**
     * @param counts what was counted before it failed (a load over its threshold knows how many rows were bad)
     * @param retryable whether the same step may succeed if it is simply tried again
     */
    record Failed(List<Problem> problems, Counts counts, boolean retryable) implements Outcome {
        public Failed {
            problems = List.copyOf(problems);
        }
    }
}
