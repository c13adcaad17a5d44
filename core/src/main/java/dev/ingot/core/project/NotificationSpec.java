package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of a finished run, and when.
 *
 * @param via name of the connection
 * @param to recipients; empty: those of the connection
 */
public record NotificationSpec(String via, Set<When> on, List<String> to, Place place) {

    public NotificationSpec {
        on = Set.copyOf(on);
        to = List.copyOf(to);
    }

    /** {@code CHANGE}: the run ended otherwise than the one before. */
    public enum When {
        SUCCESS,
        FAILURE,
        CHANGE
    }

    /** Whether a run that ended like this is told; {@code previous} is null for the first run, which is a change. */
    public boolean wants(boolean success, @Nullable Boolean previous) {
        boolean changed = previous == null || previous != success;
        return on.contains(success ? When.SUCCESS : When.FAILURE) || (changed && on.contains(When.CHANGE));
    }
}
