package dev.ingot.cdc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One event of a binary log. The format is in MySQL's documentation, "Binary Log Event", and in
 * MariaDB's, "Replication Protocol".
 *
 * @param type its number; those that mean something here have names in {@link EventType}
 * @param seconds when it was written, since 1970
 * @param server the server that wrote it first
 * @param end where in its file the next event begins; 0 where it is not in the file
 * @param ignorable whether a reader that does not know the type may go on
 * @param body little endian, from its first byte on
 */
record BinlogEvent(int type, long seconds, long server, long end, boolean ignorable, ByteBuffer body) {

    private static final int HEADER = 19;
    private static final int IGNORABLE_FLAG = 0x80;

    /** Numbers of types. */
    interface EventType {
        int QUERY = 2;
        int STOP = 3;
        int ROTATE = 4;
        int INTVAR = 5;
        int RAND = 13;
        int USER_VAR = 14;
        int FORMAT = 15;
        int XID = 16;
        int BEGIN_LOAD = 17;
        int EXECUTE_LOAD = 18;
        int TABLE_MAP = 19;
        int WRITE_1 = 23;
        int UPDATE_1 = 24;
        int DELETE_1 = 25;
        int INCIDENT = 26;
        int HEARTBEAT = 27;
        int IGNORABLE = 28;
        int ROWS_QUERY = 29;
        int WRITE_2 = 30;
        int UPDATE_2 = 31;
        int DELETE_2 = 32;
        int GTID = 33;
        int ANONYMOUS_GTID = 34;
        int PREVIOUS_GTIDS = 35;
        int TRANSACTION_CONTEXT = 36;
        int VIEW_CHANGE = 37;
        int XA_PREPARE = 38;
        int PARTIAL_UPDATE = 39;
        int TRANSACTION_PAYLOAD = 40;
        int HEARTBEAT_2 = 41;
        int GTID_TAGGED = 42;
        int ANNOTATE_ROWS = 160;
        int CHECKPOINT = 161;
        int MARIADB_GTID = 162;
        int GTID_LIST = 163;
        int START_ENCRYPTION = 164;
        int QUERY_COMPRESSED = 165;
        int WRITE_COMPRESSED = 166;
        int UPDATE_COMPRESSED = 167;
        int DELETE_COMPRESSED = 168;
    }

    /** The event that begins at the buffer's position; the buffer then stands behind it. */
    static BinlogEvent next(ByteBuffer in) {
        int start = in.position();
        long seconds = Integer.toUnsignedLong(in.getInt());
        int type = in.get() & 0xff;
        long server = Integer.toUnsignedLong(in.getInt());
        int length = in.getInt();
        long end = Integer.toUnsignedLong(in.getInt());
        int flags = in.getShort();
        ByteBuffer body = in.slice(start + HEADER, length - HEADER).order(ByteOrder.LITTLE_ENDIAN);
        in.position(start + length);
        return new BinlogEvent(type, seconds, server, end, (flags & IGNORABLE_FLAG) != 0, body);
    }

    /** Without so many bytes at its end. */
    BinlogEvent shorter(int bytes) {
        ByteBuffer rest = body.slice(0, body.limit() - bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new BinlogEvent(type, seconds, server, end, ignorable, rest);
    }

    /** A number in 1, 3, 4 or 9 bytes. */
    static int packed(ByteBuffer in) {
        int first = in.get() & 0xff;
        return switch (first) {
            case 252 -> in.getShort() & 0xffff;
            case 253 -> littleEndian(in, 3);
            case 254 -> Math.toIntExact(in.getLong());
            default -> first;
        };
    }

    static int littleEndian(ByteBuffer in, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xff) << (8 * i);
        }
        return value;
    }

    static long bigEndian(ByteBuffer in, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << 8) | (in.get() & 0xff);
        }
        return value;
    }

    static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static String text(ByteBuffer in, int length) {
        return new String(bytes(in, length), StandardCharsets.UTF_8);
    }
}
