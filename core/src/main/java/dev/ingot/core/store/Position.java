package dev.ingot.core.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline was read: one committed batch.
 *
 * @param batch counted per pipeline from 1, never used again, not even after an undo
 * @param json what the source left, opaque
 * @param undoneAt when it was taken back; null while it is in force
 */
public record Position(
        String pipeline,
        long batch,
        String json,
        String run,
        Instant at,
        @Nullable Instant undoneAt) {}
