package dev.ingot.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes forward only when a test says so, or by a fixed tick at each reading. Thread-safe. */
public final class SettableClock implements InstantSource {

    private final Duration tick;
    private Instant now;

    private SettableClock(Instant now, Duration tick) {
        this.now = now;
        this.tick = tick;
    }

    /** Stands still at this moment, written as in ISO 8601 with {@code Z}. */
    public static SettableClock at(String moment) {
        return new SettableClock(Instant.parse(moment), Duration.ZERO);
    }

    /** Each reading is a millisecond later than the one before, so that nothing happens at the same time. */
    public static SettableClock ticking(String moment) {
        return new SettableClock(Instant.parse(moment), Duration.ofMillis(1));
    }

    @Override
    public synchronized Instant instant() {
        now = now.plus(tick);
        return now;
    }

    /** Moves the clock to a moment, forward or back. */
    public synchronized void to(String moment) {
        now = Instant.parse(moment);
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
