package dev.ingot.core.store;

import java.time.Instant;
import java.util.Optional;

/** When each schedule was run last, so that one that was missed is caught up. */
public interface Ticks {

    /** When its last run that came to an end began; empty: there was none. */
    Optional<Instant> last(String schedule);

    /** A run of the schedule came to an end, however. */
    void done(String schedule, Instant began);
}
