package dev.ingot.models;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old the data of a source is, against what was declared.
 *
 * @param source its unique id
 * @param loadedAt the newest moment that its data knows
 * @param checkedAt when it was asked
 */
public record Freshness(
        String source,
        Instant loadedAt,
        Instant checkedAt,
        @Nullable Limit warnAfter,
        @Nullable Limit errorAfter) {

    /** How old data may be: {@code {count: 12, period: hour}}. */
    public record Limit(long count, String period) {

        public Duration duration() {
            return switch (period) {
                case "minute" -> Duration.ofMinutes(count);
                case "hour" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
    }

    /** What it comes to; too old for an error is never a mere warning. */
    public enum Status {
        PASS,
        WARN,
        ERROR
    }

    public Duration age() {
        return Duration.between(loadedAt, checkedAt);
    }

    public Status status() {
        if (errorAfter != null && age().compareTo(errorAfter.duration()) > 0) {
            return Status.ERROR;
        }
        return warnAfter != null && age().compareTo(warnAfter.duration()) > 0 ? Status.WARN : Status.PASS;
    }
}
