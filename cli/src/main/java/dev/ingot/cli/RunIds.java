package dev.ingot.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of runs: readable, sorted by time to the millisecond, and different even for two runs of one moment. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunIds() {}

    /** For example {@code 20250323-101502-2f13f9}: the date, the time, its milliseconds in hex, and chance. */
    static String next(Instant now) {
        long millis = Math.floorMod(now.toEpochMilli(), 1000L);
        return TIME.format(now) + String.format(Locale.ROOT, "-%03x%03x", millis, new SecureRandom().nextInt(0x1000));
    }
}
