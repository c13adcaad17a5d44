package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The one reader of a replication slot. While it is open, no other process of ours reads from the slot; a lock in the
 * source database sees to that, which is gone with the process. The slot moves only by {@link #confirm}. For one thread,
 * except {@link #abort}.
 */
final class SlotReader implements AutoCloseable {

    private static final String MARK = "ingot";

    private final Server server;
    private final Connection sql;
    private final String slot;
    private final String system;
    private volatile Connection replication;
    private @Nullable ChangeStream stream;
    private LogSequenceNumber confirmed = LogSequenceNumber.INVALID_LSN;
    private LogSequenceNumber reached = LogSequenceNumber.INVALID_LSN;
    private boolean wasRead;

    private SlotReader(Server server, Connection sql, String slot) {
        this.server = server;
        this.sql = sql;
        this.slot = slot;
        this.replication = server.replication();
        this.system = Slots.system(replication);
    }

    static SlotReader open(Server server, String slot) {
        Connection sql = server.sql();
        try {
            lock(sql, slot);
            // A mark of ours is sent only when it is on the server's disk.
            Server.one(sql, "SELECT set_config('synchronous_commit', 'on', false)");
            // Whoever reads now is what a killed process left behind.
            new Slots(sql).fence(slot);
            return new SlotReader(server, sql, slot);
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    /** Waits a little: the server may not have noticed yet that a process is gone. */
    private static void lock(Connection sql, String slot) {
        try {
            Server.execute(sql, "SET lock_timeout = '5s'");
            Server.execute(sql, "SELECT pg_advisory_lock(hashtextextended(" + Server.text(slot) + ", 0))");
            Server.execute(sql, "RESET lock_timeout");
        } catch (SQLException e) {
            if (!"55P03".equals(e.getSQLState())) {
                throw Server.failed(e, "Locking the replication slot " + slot);
            }
            Problem busy = Problem.of(CdcError.SLOT_BUSY, "Another run reads from the replication slot " + slot + ".")
                    .because("A slot has one reader, and all pipelines of a connection share it.")
                    .fix(
                            "Wait for the other run, or end it; a service (ingot start) reads for as long as it lives. Another"
                                    + " project needs a slot of its own: slot: in the connection.");
            throw new IngotException(busy, e);
        }
    }

    Connection sql() {
        return sql;
    }

    String system() {
        return system;
    }

    /** Up to here all messages were read; before the first reading, where it begins. */
    LogSequenceNumber reached() {
        return reached;
    }

    Optional<Slots.Slot> find() {
        return new Slots(sql).find(slot);
    }

    /** How much of its log the server keeps for us. */
    long kept() {
        return new Slots(sql).kept(slot);
    }

    /** Makes the slot where there is none, or one whose log is gone. */
    void ensureSlot() {
        Optional<Slots.Slot> found = find();
        if (found.isPresent() && found.get().isLost()) {
            new Slots(sql).drop(slot);
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            new Slots(sql).create(slot);
        }
    }

    boolean isStarted() {
        return stream != null;
    }

    void start(String publication, LogSequenceNumber from) {
        if (stream != null) {
            stream.close();
            stream = null;
            replication = server.replication();
        }
        stream = ChangeStream.open(replication, slot, publication, from);
        reached = from;
        wasRead = false;
    }

    /** Whether the server has written nothing to its log since the last reading. */
    boolean isQuiet() {
        return wasRead && end().equals(reached);
    }

    /** Where the server's log ends now. */
    LogSequenceNumber end() {
        return LogSequenceNumber.valueOf(Server.one(sql, "SELECT pg_current_wal_insert_lsn()::text"));
    }

    /**
     * Reads what was committed before this was called.
     *
     * @param enough asked behind each transaction: whether to read no further now
     * @return where the log ends that was read
     */
    LogSequenceNumber read(Consumer<Message> to, BooleanSupplier enough) throws SQLException {
        ChangeStream from = stream;
        if (from == null) {
            throw new IllegalStateException("the stream was not started");
        }
        // Our own mark in the log: what is read when it comes back is all that was there when we began.
        String mark = UUID.randomUUID().toString();
        Server.one(sql, "SELECT pg_logical_emit_message(true, ?, ?)::text", MARK, mark);
        boolean marked = false;
        while (true) {
            Message message = from.next();
            to.accept(message);
            if (message instanceof Message.Note note) {
                marked |= note.prefix().equals(MARK) && note.content().equals(mark);
            } else if (message instanceof Message.Commit commit && (marked || enough.getAsBoolean())) {
                reached = commit.end();
                wasRead = marked;
                return reached;
            }
        }
    }

    /** Everything before this place is safe: the server may forget it. */
    void confirm(LogSequenceNumber end) {
        if (stream != null && end.compareTo(confirmed) > 0) {
            stream.confirm(end);
            confirmed = end;
        }
    }

    /** Ends a reading that waits; called by another thread. */
    void abort() {
        Server.abort(replication);
        Server.abort(sql);
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
        Server.closeQuietly(replication);
        Server.closeQuietly(sql);
    }
}
