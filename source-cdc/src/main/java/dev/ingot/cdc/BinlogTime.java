package dev.ingot.cdc;

import static dev.ingot.cdc.BinlogEvent.bigEndian;
import static dev.ingot.cdc.BinlogEvent.littleEndian;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Dates and times of binary logs, as the server would print them; timestamps in UTC. */
final class BinlogTime {

    private static final int MICROS = 1_000_000;

    private BinlogTime() {}

    static String date(ByteBuffer in) {
        int packed = littleEndian(in, 3);
        StringBuilder text = new StringBuilder(10);
        date(text, packed >> 9, (packed >> 5) & 15, packed & 31);
        return text.toString();
    }

    /** Forty bits: a sign, 17 for year * 13 + month, 5 each for day and hour, 6 each for minute and second. */
    static String datetime(ByteBuffer in, int digits) {
        long packed = bigEndian(in, 5) - 0x8000000000L;
        long months = packed >> 22;
        StringBuilder text = new StringBuilder(26);
        date(text, (int) months / 13, (int) months % 13, (int) (packed >> 17) & 31);
        text.append(' ');
        clock(text, (int) (packed >> 12) & 31, (int) (packed >> 6) & 63, (int) packed & 63);
        fraction(text, fraction(in, digits), digits);
        return text.toString();
    }

    /** Seconds since 1970, of which the first stands for the date that is none. */
    static String timestamp(ByteBuffer in, int digits) {
        long seconds = bigEndian(in, 4);
        int micros = fraction(in, digits);
        StringBuilder text = new StringBuilder(26);
        if (seconds == 0) {
            text.append("0000-00-00 00:00:00");
        } else {
            LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
            date(text, time.getYear(), time.getMonthValue(), time.getDayOfMonth());
            text.append(' ');
            clock(text, time.getHour(), time.getMinute(), time.getSecond());
        }
        fraction(text, micros, digits);
        return text.toString();
    }

    /** A span of up to 838 hours, together with its fraction one number that may be negative. */
    static String time(ByteBuffer in, int digits) {
        int bytes = 3 + (digits + 1) / 2;
        long span = bigEndian(in, bytes) - (1L << (8 * bytes - 1));
        int fractionBits = 8 * (bytes - 3);
        long size = Math.abs(span);
        int whole = (int) (size >> fractionBits);
        int micros = micros((int) (size & ((1L << fractionBits) - 1)), digits);
        StringBuilder text = new StringBuilder(17);
        if (span < 0) {
            text.append('-');
        }
        clock(text, (whole >> 12) & 1023, (whole >> 6) & 63, whole & 63);
        fraction(text, micros, digits);
        return text.toString();
    }

    private static int fraction(ByteBuffer in, int digits) {
        return micros((int) bigEndian(in, (digits + 1) / 2), digits);
    }

    /** One byte for two digits. */
    private static int micros(int stored, int digits) {
        return switch ((digits + 1) / 2) {
            case 1 -> stored * 10_000;
            case 2 -> stored * 100;
            default -> stored;
        };
    }

    private static void date(StringBuilder text, int year, int month, int day) {
        padded(text, year, 1000);
        text.append('-');
        padded(text, month, 10);
        text.append('-');
        padded(text, day, 10);
    }

    private static void clock(StringBuilder text, int hour, int minute, int second) {
        padded(text, hour, 10);
        text.append(':');
        padded(text, minute, 10);
        text.append(':');
        padded(text, second, 10);
    }

    private static void fraction(StringBuilder text, int micros, int digits) {
        if (digits > 0) {
            text.append('.');
            int length = text.length();
            padded(text, micros, MICROS / 10);
            text.setLength(length + digits);
        }
    }

    /**
     * @param unit of the first digit
     */
    private static void padded(StringBuilder text, int value, int unit) {
        for (int u = unit; u > 1 && value < u; u /= 10) {
            text.append('0');
        }
        text.append(value);
    }
}
