package dev.ingot.jinja.internal;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The directives of Python's {@code strftime}, in the C locale. */
final class Strftime {

    private Strftime() {}

    static String format(LocalDateTime time, String format, @Nullable ZonedDateTime zone) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            if (c != '%' || i == format.length()) {
                out.append(c);
                continue;
            }
            boolean unpadded = format.charAt(i) == '-' && i + 1 < format.length();
            i += unpadded ? 1 : 0;
            String text = directive(time, format.charAt(i++), zone);
            out.append(unpadded && text.length() > 1 ? text.replaceFirst("^0+(?=\\d)", "") : text);
        }
        return out.toString();
    }

    private static String directive(LocalDateTime t, char directive, @Nullable ZonedDateTime zone) {
        int hour12 = t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
        return switch (directive) {
            case 'Y' -> String.valueOf(t.getYear());
            case 'C' -> two(t.getYear() / 100);
            case 'y' -> two(t.getYear() % 100);
            case 'm' -> two(t.getMonthValue());
            case 'd' -> two(t.getDayOfMonth());
            case 'e' -> String.format("%2d", t.getDayOfMonth());
            case 'H' -> two(t.getHour());
            case 'I' -> two(hour12);
            case 'M' -> two(t.getMinute());
            case 'S' -> two(t.getSecond());
            case 'f' -> String.format("%06d", t.getNano() / 1000);
            case 'p' -> t.getHour() < 12 ? "AM" : "PM";
            case 'j' -> String.format("%03d", t.getDayOfYear());
            case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'w' -> String.valueOf(t.getDayOfWeek().getValue() % 7);
            case 'u' -> String.valueOf(t.getDayOfWeek().getValue());
            case 'U' -> two((t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7);
            case 'W' -> two((t.getDayOfYear() + 6 - (t.getDayOfWeek().getValue() - 1)) / 7);
            case 'G' -> String.valueOf(t.get(IsoFields.WEEK_BASED_YEAR));
            case 'V' -> two(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 's' ->
                String.valueOf(
                        (zone != null ? zone.toInstant() : t.toInstant(java.time.ZoneOffset.UTC)).getEpochSecond());
            case 'z' -> zone == null ? "" : Dates.offsetOf(zone);
            case 'Z' -> zone == null ? "" : zoneName(zone);
            case 'D', 'x' -> format(t, "%m/%d/%y", zone);
            case 'F' -> format(t, "%Y-%m-%d", zone);
            case 'T', 'X' -> format(t, "%H:%M:%S", zone);
            case 'R' -> format(t, "%H:%M", zone);
            case 'c' -> format(t, "%a %b %e %H:%M:%S %Y", zone);
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> "%" + directive;
        };
    }

    private static String zoneName(ZonedDateTime zone) {
        if (zone.getZone() instanceof java.time.ZoneOffset) {
            return zone.getOffset().getTotalSeconds() == 0
                    ? "UTC"
                    : "UTC" + zone.getOffset().getId();
        }
        return java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH)
                .format(zone);
    }

    private static String two(int number) {
        return String.format("%02d", number);
    }
}
