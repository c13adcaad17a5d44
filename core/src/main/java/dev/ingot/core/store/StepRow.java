package dev.ingot.core.store;

import dev.ingot.api.run.Counts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code audit}: one attempt at one node in one run.
 *
 * @param destination {@code schema.table}; null where there is none
 * @param ended null while it runs
 * @param versionBefore of the destination, −1: it did not exist; null where nothing was written
 * @param errorCode for example {@code INGOT-LOAD-003}; null unless it failed
 * @param message the error, or why it was skipped, or what the step had to say; null where nothing
 */
public record StepRow(
        long auditId,
        @Nullable Long pipelineId,
        String run,
        String node,
        String kind,
        @Nullable String destination,
        StepStatus status,
        Instant started,
        @Nullable Instant ended,
        Counts counts,
        @Nullable Long versionBefore,
        @Nullable Long versionAfter,
        int attempt,
        @Nullable String errorCode,
        @Nullable String message) {}
