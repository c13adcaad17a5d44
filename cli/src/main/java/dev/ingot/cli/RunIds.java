package dev.ingot.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of runs: readable, sorted by time, and different even for two runs of one second. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunIds() {}

    /** For example {@code 20250323-101502-3f9a}. */
    static String next(Instant now) {
        return TIME.format(now) + String.format(Locale.ROOT, "-%04x", new SecureRandom().nextInt(0x10000));
    }
}
