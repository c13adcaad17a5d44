package dev.ingot.cdc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a binary log, as the event before it says.
 *
 * @param place where that event ends: the order of all transactions
 * @param at when it was committed
 * @param number in its GTID, null where it has none
 * @param gtid as people write it, empty where it has none
 */
record BinlogTransaction(long place, String at, @Nullable Long number, String gtid) {

    private static final int STANDALONE = 1;

    /** Number and domain, then flags; the server is in the event's header. */
    static BinlogTransaction mariaDb(String file, BinlogEvent event) {
        long number = event.body().getLong(0);
        long domain = Integer.toUnsignedLong(event.body().getInt(8));
        return new BinlogTransaction(
                BinlogPosition.place(file, event.end()),
                at(event),
                number,
                domain + "-" + event.server() + "-" + number);
    }

    /** Whether one of MariaDB's goes on until a commit; else it is one statement. */
    static boolean isBracketed(BinlogEvent event) {
        return (event.body().get(12) & STANDALONE) == 0;
    }

    /** A flag, the server's UUID, a number, the place among others, and microseconds since 1970 in seven bytes. */
    static BinlogTransaction mySql(String file, BinlogEvent event) {
        ByteBuffer body = event.body();
        boolean tagged = event.type() == BinlogEvent.EventType.GTID_TAGGED;
        String at = at(event);
        if (!tagged && body.limit() >= 50) {
            long micros = body.getLong(42) & ((1L << 55) - 1);
            at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000)
                    .toString();
        }
        long place = BinlogPosition.place(file, event.end());
        if (event.type() != BinlogEvent.EventType.GTID) {
            return new BinlogTransaction(place, at, null, "");
        }
        long number = body.getLong(17);
        ByteBuffer server = body.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new BinlogTransaction(place, at, number, new UUID(server.getLong(1), server.getLong(9)) + ":" + number);
    }

    /** One that no event announces. */
    static BinlogTransaction unnamed(String file, BinlogEvent event) {
        return new BinlogTransaction(BinlogPosition.place(file, event.end()), at(event), null, "");
    }

    private static String at(BinlogEvent event) {
        return Instant.ofEpochSecond(event.seconds()).toString();
    }
}
