package dev.ingot.cdc;

import dev.ingot.api.source.SourceTime;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * One pipeline of those that share a slot: its table, up to where it is committed, and the changes that were read for it
 * and wait. Guarded by its {@link Feed}.
 */
final class Member {

    private final CapturedTable table;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable CdcPosition committed;
    private @Nullable LogSequenceNumber snapshot;
    private LogSequenceNumber queued = LogSequenceNumber.INVALID_LSN;
    private @Nullable Spool spool;
    private @Nullable SourceTime times;
    private boolean reading;
    private boolean fresh;
    private long ordinal;

    /**
     * Changes that become one batch.
     *
     * @param end of the transaction that they end with
     */
    record Waiting(
            Spool spool, LogSequenceNumber end, @Nullable SourceTime times) {}

    Member(CapturedTable table) {
        this.table = table;
    }

    CapturedTable table() {
        return table;
    }

    @Nullable
    CdcPosition committed() {
        return committed;
    }

    /** Where the snapshot stands that is being loaded, null where none is. */
    @Nullable
    LogSequenceNumber snapshot() {
        return snapshot;
    }

    /** Its changes up to here are committed or wait. */
    LogSequenceNumber queued() {
        return queued;
    }

    /**
     * A run begins.
     *
     * @param position as the table has it
     * @param changes whether the run reads its changes
     */
    void begin(@Nullable CdcPosition position, boolean changes) {
        if (!Objects.equals(position, committed)) {
            committed = position;
            rewind();
        }
        snapshot = null;
        reading = changes;
        fresh = false;
    }

    void snapshot(LogSequenceNumber lsn) {
        snapshot = lsn;
        reading = false;
    }

    /** Whether a reading of the log takes its changes along. */
    boolean follows() {
        return reading && committed != null && committed.isWhole();
    }

    /** Whether there is more to read for it, or to take, than was read up to here. */
    boolean isBehind(LogSequenceNumber end) {
        return reading && (!waiting.isEmpty() || queued.compareTo(end) < 0);
    }

    /** Whether the log was read for it since the run began and it did not ask yet. */
    boolean takeFresh() {
        boolean was = fresh;
        fresh = false;
        return was;
    }

    /** A transaction begins. */
    void begun() {
        ordinal = 0;
    }

    void change(TableShape shape, Message.Begin begin, Message.Change change, Path work) {
        if (isNew(shape, begin)) {
            spool(work, begin).add(shape, ChangeLog.changeRow(shape, begin, change, ++ordinal));
        }
    }

    void truncated(TableShape shape, Message.Begin begin, Path work) {
        if (isNew(shape, begin)) {
            spool(work, begin).add(shape, ChangeLog.truncateRow(shape, begin, ++ordinal));
        }
    }

    private boolean isNew(TableShape shape, Message.Begin begin) {
        return shape.table().equals(table.name())
                && shape.schema().equals(table.schema())
                && begin.commit().compareTo(queued) >= 0;
    }

    private Spool spool(Path work, Message.Begin begin) {
        times = new SourceTime(begin.committedAt(), begin.committedAt()).and(times);
        Spool open = spool;
        if (open == null) {
            open = new Spool(work);
            spool = open;
        }
        return open;
    }

    /** A transaction ends; a batch may end only here. */
    void ended(LogSequenceNumber end, Limits limits) {
        Spool changes = spool;
        if (changes != null && (changes.rows() >= limits.rows() || changes.bytes() >= limits.bytes())) {
            queue(end);
        }
    }

    /** The log was read up to here. */
    void read(LogSequenceNumber end) {
        queue(end);
        fresh = true;
    }

    private void queue(LogSequenceNumber end) {
        if (spool != null) {
            waiting.add(new Waiting(spool, end, times));
            spool = null;
            times = null;
        }
        if (end.compareTo(queued) > 0) {
            queued = end;
        }
    }

    /** Reading ended in the middle: what does not end with a transaction is no batch. */
    void abandon() {
        if (spool != null) {
            spool.close();
            spool = null;
        }
        times = null;
    }

    /** What waits is thrown away, to be read again from the position on. */
    void rewind() {
        abandon();
        waiting.forEach(one -> one.spool().close());
        waiting.clear();
        queued = committed == null ? LogSequenceNumber.INVALID_LSN : committed.lsn();
    }

    /** The next changes that wait, or null. */
    @Nullable
    Waiting peek() {
        return waiting.peek();
    }

    /** A batch is in the table. */
    void settle(CdcPosition position) {
        committed = position;
        if (snapshot != null) {
            if (position.isWhole()) {
                snapshot = null;
            }
            rewind();
            return;
        }
        Waiting first = waiting.peek();
        if (first != null && first.end().equals(position.lsn())) {
            waiting.remove().spool().close();
        }
    }
}
