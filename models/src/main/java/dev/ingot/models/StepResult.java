package dev.ingot.models;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One executed node as {@code run_results.json} tells it.
 *
 * @param status dbt's: {@code success}, {@code error}, {@code skipped}, {@code pass}, {@code warn}, {@code fail}
 * @param failures of a test; null for every other node
 * @param rows that were written; −1 where that does not apply
 */
public record StepResult(
        String node,
        String status,
        Instant started,
        Instant ended,
        String thread,
        String message,
        @Nullable Long failures,
        long rows) {}
