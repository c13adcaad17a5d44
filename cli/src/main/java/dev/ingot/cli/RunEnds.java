package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The work that is left when the steps of a run are over: its row, figures, artefacts, reports. Each part is attempted,
 * whatever became of the others; the failures are kept, so that none hides another or the run's own result. For one thread.
 */
final class RunEnds {

    private final List<Problem> problems = new ArrayList<>();

    /** Does one part. */
    void attempt(Runnable part) {
        attempt(
                () -> {
                    part.run();
                    return true;
                },
                false);
    }

    /** Does one part that gives something; where it fails, there is this instead. */
    <T> T attempt(Supplier<T> part, T otherwise) {
        try {
            return part.get();
        } catch (RuntimeException failure) {
            problems.addAll(Failures.of(failure));
            return otherwise;
        }
    }

    /** What failed so far. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
