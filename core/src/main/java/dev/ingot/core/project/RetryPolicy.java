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
}
