package dev.ingot.metadata;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves; each reading is a millisecond later, so that nothing happens at the same time. */
final class SettableClock implements InstantSource {

    private Instant now = Instant.parse("2025-03-23T08:15:00.000Z");

    @Override
    public synchronized Instant instant() {
        now = now.plusMillis(1);
        return now;
    }

    synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
