package dev.ingot.cdc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a binary log, as the event before it says. Its place is where that event ends.
 *
 * @param gtid as people write it, empty where it has none
 */
record BinlogTransaction(Transaction transaction, String gtid) {

    private static final int STANDALONE = 1;

    /** Number and domain, then flags; the server is in the event's header. */
    static BinlogTransaction mariaDb(String file, BinlogEvent event) {
        long number = event.body().getLong(0);
        long domain = Integer.toUnsignedLong(event.body().getInt(8));
        return of(file, event, at(event), number, domain + "-" + event.server() + "-" + number);
    }

    /** Whether one of MariaDB's goes on until a commit; else it is one statement. */
    static boolean isBracketed(BinlogEvent event) {
        return (event.body().get(12) & STANDALONE) == 0;
    }

    /** A flag, the server's UUID, a number, the place among others, and microseconds since 1970 in seven bytes. */
    static BinlogTransaction mySql(String file, BinlogEvent event) {
        ByteBuffer body = event.body();
        boolean tagged = event.type() == BinlogEvent.EventType.GTID_TAGGED;
        Instant at = at(event);
        if (!tagged && body.limit() >= 50) {
            long micros = body.getLong(42) & ((1L << 55) - 1);
            at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
        }
        if (event.type() != BinlogEvent.EventType.GTID) {
            return of(file, event, at, null, "");
        }
        long number = body.getLong(17);
        ByteBuffer server = body.duplicate().order(ByteOrder.BIG_ENDIAN);
        return of(file, event, at, number, new UUID(server.getLong(1), server.getLong(9)) + ":" + number);
    }

    /** One that no event announces. */
    static BinlogTransaction unnamed(String file, BinlogEvent event) {
        return of(file, event, at(event), null, "");
    }

    private static BinlogTransaction of(
            String file, BinlogEvent event, Instant at, @Nullable Long number, String gtid) {
        return new BinlogTransaction(new Transaction(BinlogPosition.place(file, event.end()), at, number), gtid);
    }

    private static Instant at(BinlogEvent event) {
        return Instant.ofEpochSecond(event.seconds());
    }
}
