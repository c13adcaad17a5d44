package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.config.Bound;
import dev.ingot.config.Problems;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code schedules} of {@code ingot.yml}. */
final class ScheduleReader {

    private ScheduleReader() {}

    static List<ScheduleSpec> read(Bound bound, Problems problems) {
        List<ScheduleSpec> schedules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Bound block : bound.blocks("schedules")) {
            String name = block.string("name").orElse(null);
            String cron = block.string("cron").orElse(null);
            ZoneId zone = zone(block, problems);
            if (name == null || cron == null || !check(cron, block.place("cron"), problems) || zone == null) {
                continue;
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                problems.add(
                        ProjectError.SAME_TWICE,
                        "Two schedules are named '" + name + "'.",
                        block.place("name"),
                        "Give one of them another name.");
            }
            schedules.add(new ScheduleSpec(
                    name, Cron.parse(cron), zone, block.strings("select"), block.strings("exclude"), block.place()));
        }
        return schedules;
    }

    /** Whether it is one; a problem otherwise. */
    static boolean check(String cron, Place place, Problems problems) {
        return Cron.fault(cron)
                .map(fault -> {
                    problems.add(Problem.of(ProjectError.BAD_CRON, "'" + cron + "' is not a cron expression.")
                            .at(place)
                            .because(fault)
                            .fix("For example '0 6 * * *' for every day at six, or @daily."));
                    return false;
                })
                .orElse(true);
    }

    private static @Nullable ZoneId zone(Bound block, Problems problems) {
        String name = block.string("time_zone").orElse("UTC");
        try {
            return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "'" + name + "' is not a time zone.",
                    block.place("time_zone"),
                    "Write it as the time zone database does: Europe/Berlin.");
            return null;
        }
    }
}
