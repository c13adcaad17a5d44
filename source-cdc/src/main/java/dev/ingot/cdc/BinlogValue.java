package dev.ingot.cdc;

import static dev.ingot.cdc.BinlogEvent.bigEndian;
import static dev.ingot.cdc.BinlogEvent.bytes;
import static dev.ingot.cdc.BinlogEvent.littleEndian;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How one column's values are read from a row of the binary log: as text, in the words of the server itself, or as
 * bytes. Dates that are none ({@code 0000-00-00}) stay what they are, so that they end in the quarantine and not as null.
 */
@FunctionalInterface
interface BinlogValue {

    Object read(ByteBuffer in) throws IOException;

    /**
     * @param code one of {@link BinlogType}
     * @param meta what the table's event says more of the type
     * @param charset of a string, null where it is bytes
     * @param names of the values of an enum or set
     */
    static @Nullable BinlogValue of(
            int code, int meta, boolean unsigned, @Nullable Charset charset, List<String> names) {
        return switch (code) {
            case BinlogType.TINY -> in -> Integer.toString(unsigned ? in.get() & 0xff : in.get());
            case BinlogType.SHORT -> in -> Integer.toString(unsigned ? in.getShort() & 0xffff : in.getShort());
            case BinlogType.INT24 ->
                in -> Integer.toString(unsigned ? littleEndian(in, 3) : (littleEndian(in, 3) << 8) >> 8);
            case BinlogType.LONG ->
                in -> unsigned ? Integer.toUnsignedString(in.getInt()) : Integer.toString(in.getInt());
            case BinlogType.LONGLONG ->
                in -> unsigned ? Long.toUnsignedString(in.getLong()) : Long.toString(in.getLong());
            case BinlogType.FLOAT -> in -> Float.toString(in.getFloat());
            case BinlogType.DOUBLE -> in -> Double.toString(in.getDouble());
            case BinlogType.NEWDECIMAL -> in -> decimal(in, meta & 0xff, meta >> 8);
            case BinlogType.YEAR -> BinlogValue::year;
            case BinlogType.DATE, BinlogType.NEWDATE -> BinlogTime::date;
            case BinlogType.TIME2 -> in -> BinlogTime.time(in, meta);
            case BinlogType.DATETIME2 -> in -> BinlogTime.datetime(in, meta);
            case BinlogType.TIMESTAMP2 -> in -> BinlogTime.timestamp(in, meta);
            case BinlogType.BIT -> in -> bits(in, (meta >> 8) * 8 + (meta & 0xff));
            case BinlogType.ENUM -> in -> chosen(littleEndian(in, meta & 0xff), names);
            case BinlogType.SET -> in -> members(unsigned(in, meta & 0xff), names);
            case BinlogType.JSON -> in -> BinlogJson.text(bytes(in, littleEndian(in, meta)));
            case BinlogType.VARCHAR, BinlogType.VAR_STRING ->
                in -> string(bytes(in, littleEndian(in, meta < 256 ? 1 : 2)), charset);
            case BinlogType.BLOB -> in -> string(bytes(in, littleEndian(in, meta)), charset);
            case BinlogType.GEOMETRY -> in -> bytes(in, littleEndian(in, meta));
            case BinlogType.STRING -> {
                int length = fixedLength(meta);
                yield in -> {
                    byte[] value = bytes(in, littleEndian(in, length < 256 ? 1 : 2));
                    // Zeros at the end are not logged.
                    return charset == null ? Arrays.copyOf(value, length) : new String(value, charset);
                };
            }
            case BinlogType.UUID -> BinlogValue::uuid;
            default -> null;
        };
    }

    /** Of a {@code CHAR} or {@code BINARY}: two bits of the length are hidden in the type. */
    static int fixedLength(int meta) {
        return (meta & 0xff) | ((~meta >> 4) & 0x300);
    }

    static boolean isUuid(int code, int meta) {
        return code == BinlogType.STRING && fixedLength(meta) == 16;
    }

    private static String uuid(ByteBuffer in) {
        byte[] value = Arrays.copyOf(bytes(in, in.get()), 16);
        ByteBuffer halves = ByteBuffer.wrap(value);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    private static Object string(byte[] value, @Nullable Charset charset) {
        return charset == null ? value : new String(value, charset);
    }

    private static String year(ByteBuffer in) {
        int years = in.get() & 0xff;
        return Integer.toString(years == 0 ? 0 : 1900 + years);
    }

    private static String chosen(int index, List<String> names) {
        return index == 0 ? "" : names.get(index - 1);
    }

    private static long unsigned(ByteBuffer in, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xffL) << (8 * i);
        }
        return value;
    }

    private static String members(long bits, List<String> names) {
        StringJoiner members = new StringJoiner(",");
        for (int i = 0; i < names.size(); i++) {
            if (((bits >>> i) & 1) == 1) {
                members.add(names.get(i));
            }
        }
        return members.toString();
    }

    private static String bits(ByteBuffer in, int count) {
        long value = bigEndian(in, (count + 7) / 8);
        StringBuilder digits = new StringBuilder(count);
        for (int i = count - 1; i >= 0; i--) {
            digits.append((value >>> i) & 1);
        }
        return digits.toString();
    }

    /** Groups of nine digits in four bytes each, big endian; all bits turned over where negative, the first always. */
    private static String decimal(ByteBuffer in, int precision, int scale) {
        int whole = precision - scale;
        boolean negative = (in.get(in.position()) & 0x80) == 0;
        in.put(in.position(), (byte) (in.get(in.position()) ^ 0x80));
        StringBuilder digits = new StringBuilder(precision + 2);
        if (negative) {
            digits.append('-');
        }
        group(in, whole % 9, negative, digits);
        for (int i = 0; i < whole / 9; i++) {
            group(in, 9, negative, digits);
        }
        if (scale > 0) {
            digits.append('.');
            for (int i = 0; i < scale / 9; i++) {
                group(in, 9, negative, digits);
            }
            group(in, scale % 9, negative, digits);
        }
        return new BigDecimal(digits.toString()).toPlainString();
    }

    private static void group(ByteBuffer in, int count, boolean negative, StringBuilder digits) {
        int bytes = (count + 1) / 2 - (count == 9 ? 1 : 0);
        long value = bigEndian(in, bytes);
        if (negative) {
            value = ~value & ((1L << (8 * bytes)) - 1);
        }
        String text = Long.toString(value);
        if (count > 0) {
            digits.append("0".repeat(count - text.length())).append(text);
        }
    }
}
