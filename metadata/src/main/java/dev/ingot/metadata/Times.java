package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Instants as the store writes them: UTC, always with three digits after the second, so that text sorts as time. */
final class Times {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    static String text(Instant instant) {
        return FORMAT.format(instant);
    }

    static @Nullable String textOrNull(@Nullable Instant instant) {
        return instant == null ? null : text(instant);
    }

    /** Reads what {@link #text} wrote, and what a person gets from SQLite's {@code datetime('now')}. */
    static Instant instant(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return Instant.parse(iso.endsWith("Z") ? iso : iso + "Z");
        } catch (DateTimeParseException e) {
            throw new IngotException(
                    Problem.of(MetadataError.UNREADABLE_VALUE, "'" + text + "' in the metadata store is no time.")
                            .fix("Write it as UTC, like 2025-03-23T08:15:00.000Z."),
                    e);
        }
    }

    static @Nullable Instant instantOrNull(@Nullable String text) {
        return text == null ? null : instant(text);
    }

    /** What is left of an instant after it was stored. */
    static Instant stored(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
