package dev.ingot.models.internal.node;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Moments as configurations write them. Stateless. */
public final class Moments {

    private Moments() {}

    /** A date, or a date with a time, in UTC where it has no zone; null for anything else. */
    public static @Nullable OffsetDateTime parse(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.length() <= 10) {
                return LocalDate.parse(iso).atStartOfDay().atOffset(ZoneOffset.UTC);
            }
            boolean zoned = iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$");
            return OffsetDateTime.parse(zoned ? iso : iso + "Z").withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
