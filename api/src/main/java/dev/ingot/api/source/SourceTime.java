package dev.ingot.api.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the oldest and the newest of some changes were committed at their source, by its clock. */
public record SourceTime(Instant oldest, Instant newest) {

    /** That of both together. */
    public SourceTime and(@Nullable SourceTime other) {
        return other == null
                ? this
                : new SourceTime(
                        oldest.isBefore(other.oldest) ? oldest : other.oldest,
                        newest.isAfter(other.newest) ? newest : other.newest);
    }
}
