package dev.ingot.cdc;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The messages of one replication slot from a position on. The slot moves only by {@link #confirm}: what was not
 * confirmed comes again. For one thread.
 */
final class ChangeStream implements AutoCloseable {

    /** Values come as text, in the session's style. */
    static final List<String> SESSION = List.of(
            "TimeZone = 'UTC'",
            "DateStyle = 'ISO'",
            "IntervalStyle = 'postgres'",
            "bytea_output = 'hex'",
            "extra_float_digits = 3");

    private final Connection connection;
    private final PGReplicationStream stream;

    private ChangeStream(Connection connection, PGReplicationStream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * @param connection of {@link Server#replication}; closed with the stream
     */
    static ChangeStream open(Connection connection, String slot, String publication, LogSequenceNumber from) {
        try {
            for (String setting : SESSION) {
                Server.execute(connection, "SET " + setting);
            }
            PGReplicationStream stream = connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withStartPosition(from)
                    .withSlotOption("proto_version", 1)
                    .withSlotOption("publication_names", Server.id(publication))
                    .withSlotOption("messages", true)
                    .withStatusInterval(10, TimeUnit.SECONDS)
                    // The driver would confirm what it was told to be idle time, ahead of what is committed.
                    .withAutomaticFlush(false)
                    .start();
            return new ChangeStream(connection, stream);
        } catch (SQLException e) {
            throw Server.failed(e, "Reading from the replication slot " + slot);
        }
    }

    /** The next message; waits for it. */
    Message next() throws SQLException {
        ByteBuffer message = stream.read();
        return PgOutput.decode(message);
    }

    /** Everything before this place is safe: the server may forget it. */
    void confirm(LogSequenceNumber end) {
        try {
            stream.setAppliedLSN(end);
            stream.setFlushedLSN(end);
            stream.forceUpdateStatus();
        } catch (SQLException e) {
            throw Server.failed(e, "Confirming what was read");
        }
    }

    @Override
    public void close() {
        try (connection) {
            stream.close();
        } catch (SQLException e) {
            // Everything that counts is committed elsewhere; a broken connection was told by the reading.
            System.getLogger(ChangeStream.class.getName()).log(System.Logger.Level.DEBUG, "closing the stream", e);
        }
    }
}
