package dev.ingot.core.project;

import java.time.Duration;

/**
 * What happens after a failure that may pass by itself.
 *
 * @param retries how often a step is tried again; 0: never
 * @param backoff the wait before the first retry; doubled each time
 * @param maxBackoff the longest wait
 */
public record RetryPolicy(int retries, Duration backoff, Duration maxBackoff) {

    /** The same policy with another number of retries. */
    public RetryPolicy withRetries(int newRetries) {
        return new RetryPolicy(newRetries, backoff, maxBackoff);
    }

    /** Whether there is another try after this one, counted from 1. */
    public boolean again(int attempt) {
        return attempt <= retries;
    }

    /** The wait after this try: {@code backoff × 2^(attempt−1)}, at most {@code maxBackoff}. */
    public Duration delay(int attempt) {
        Duration delay = backoff.multipliedBy(1L << Math.min(attempt - 1, 20));
        return delay.compareTo(maxBackoff) > 0 ? maxBackoff : delay;
    }
}
