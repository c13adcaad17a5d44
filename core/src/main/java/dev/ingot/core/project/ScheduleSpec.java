package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import java.time.ZoneId;
import java.util.List;

/**
 * What the service runs at certain times.
 *
 * @param name unique among the schedules
 * @param select what to run, as {@code --select} has it; empty: everything
 * @param exclude what to leave out
 */
public record ScheduleSpec(
        String name, Cron cron, ZoneId zone, List<String> select, List<String> exclude, Place place) {

    public ScheduleSpec {
        select = List.copyOf(select);
        exclude = List.copyOf(exclude);
    }
}
