package dev.ingot.cdc;

import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * PostgreSQL's binary form of values: numbers big-endian, days and microseconds since 2000-01-01, numerics in digits to
 * the base 10,000. What a table cannot hold (not a number, infinity, years before 1 and after 9999) becomes text, as the
 * server prints it. Stateless.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c">numeric_send</a>
 */
final class PgBinary {

    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_MICROS = EPOCH_DAY * 86_400_000_000L;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final int DIGITS = 4;
    private static final long[] POWERS =
            LongStream.iterate(1, power -> power * 10).limit(19).toArray();
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;

    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NEVER)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern(" HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private PgBinary() {}

    /** Puts a value into a chunk; the buffer stands at its first byte. */
    static void read(ByteBuffer in, DataType type, ColumnChunk into, int column, int row) {
        if (type instanceof Decimal decimal) {
            numeric(in, decimal.scale(), into, column, row);
            return;
        }
        switch ((Simple) type) {
            case BOOLEAN, TINYINT -> into.setNumber(column, row, in.get());
            case SMALLINT -> into.setNumber(column, row, in.getShort());
            case INTEGER -> into.setNumber(column, row, in.getInt());
            case BIGINT -> into.setNumber(column, row, in.getLong());
            case FLOAT -> into.setNumber(column, row, Double.doubleToRawLongBits(in.getFloat()));
            case DOUBLE -> into.setNumber(column, row, in.getLong());
            case DATE -> date(in.getInt(), into, column, row);
            case TIMESTAMP, TIMESTAMP_NTZ -> timestamp(in.getLong(), into, column, row);
            case STRING, BINARY, TIME, UUID, JSON ->
                throw new IllegalArgumentException("no binary form is read of " + type);
        }
    }

    private static void date(int days, ColumnChunk into, int column, int row) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            odd(days > 0 ? "infinity" : "-infinity", into, column, row);
            return;
        }
        long day = days + EPOCH_DAY;
        if (day < FIRST_DAY || day > LAST_DAY) {
            LocalDate date = LocalDate.ofEpochDay(day);
            odd(DATE.format(date) + era(date.getYear()), into, column, row);
        } else {
            into.setNumber(column, row, day);
        }
    }

    private static void timestamp(long micros, ColumnChunk into, int column, int row) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            odd(micros > 0 ? "infinity" : "-infinity", into, column, row);
            return;
        }
        long seconds = Math.floorDiv(micros, 1_000_000) + EPOCH_DAY * 86_400;
        long day = Math.floorDiv(seconds, 86_400);
        if (day < FIRST_DAY || day > LAST_DAY) {
            int nanos = (int) Math.floorMod(micros, 1_000_000L) * 1000;
            LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
            odd(TIMESTAMP.format(time) + era(time.getYear()), into, column, row);
        } else {
            into.setNumber(column, row, micros + EPOCH_MICROS);
        }
    }

    private static String era(int year) {
        return year > 0 ? "" : " BC";
    }

    private static void numeric(ByteBuffer in, int scale, ColumnChunk into, int column, int row) {
        int count = in.getShort();
        int weight = in.getShort();
        int sign = in.getShort() & 0xffff;
        in.getShort();
        switch (sign) {
            case NAN -> odd("NaN", into, column, row);
            case INFINITY -> odd("Infinity", into, column, row);
            case MINUS_INFINITY -> odd("-Infinity", into, column, row);
            default -> {
                long value = 0;
                for (int i = 0; i < count; i++) {
                    int digit = in.getShort();
                    int power = (weight - i) * DIGITS + scale;
                    value += power >= 0 ? digit * POWERS[power] : digit / POWERS[-power];
                }
                into.setNumber(column, row, sign == NEGATIVE ? -value : value);
            }
        }
    }

    private static void odd(String text, ColumnChunk into, int column, int row) {
        into.setText(column, row, text.getBytes(StandardCharsets.UTF_8));
    }
}
