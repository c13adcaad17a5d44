package dev.ingot.api.notify;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, as people are told of it.
 *
 * @param previous whether the last finished run of this project succeeded; null where there was none
 */
public record RunReport(
        String project,
        String target,
        String run,
        String command,
        Instant started,
        Instant ended,
        boolean success,
        @Nullable Boolean previous,
        List<StepReport> steps) {
    public RunReport {
        steps = List.copyOf(steps);
    }

    public Duration duration() {
        return Duration.between(started, ended);
    }

    /**
     * @param kind pipeline, model, test, seed or snapshot
     */
    public record StepReport(
            String name, String kind, String target, Outcome outcome, Duration duration, List<Rejection> rejections) {
        public StepReport {
            rejections = List.copyOf(rejections);
        }
    }
}
