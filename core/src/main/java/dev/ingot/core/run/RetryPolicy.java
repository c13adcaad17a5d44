package dev.ingot.core.run;

import java.time.Duration;

/**
 * How often and how soon a step that failed for a passing reason is tried again: {@code base × 2^(n−1)}, at most
 * {@code cap}.
 *
 * @param attempts all tries together; 1: never again
 */
public record RetryPolicy(int attempts, Duration base, Duration cap) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(30));
    public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    public boolean again(int attempt) {
        return attempt < attempts;
    }

    public Duration delay(int attempt) {
        long factor = 1L << Math.min(attempt - 1, 20);
        Duration delay = base.multipliedBy(factor);
        return delay.compareTo(cap) > 0 ? cap : delay;
    }
}
