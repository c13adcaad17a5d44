package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.source.SourceTime;
import dev.ingot.cdc.Message.Tuple;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline of those that share a log: its table, up to where it is committed, and the changes that were read for it
 * and wait. A {@link DatabaseLog} tells it what it reads. Guarded by its {@link Feed}.
 */
final class Member {

    private final CapturedTable table;
    private final Limits limits;
    private final WorkFiles work;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Position committed;
    private @Nullable Position snapshot;
    private @Nullable Position queued;
    private @Nullable Spool spool;
    private @Nullable SourceTime times;
    private @Nullable Transaction transaction;
    private @Nullable IngotException failure;
    private boolean reading;
    private boolean fresh;
    private boolean prepared;
    private boolean cut;
    private long ordinal;

    /**
     * Changes that become one batch.
     *
     * @param end behind the transaction that they end with
     */
    record Waiting(Spool spool, Position end, @Nullable SourceTime times) {}

    Member(CapturedTable table, Limits limits, WorkFiles work) {
        this.table = table;
        this.limits = limits;
        this.work = work;
    }

    CapturedTable table() {
        return table;
    }

    @Nullable
    Position committed() {
        return committed;
    }

    /** Where the snapshot stands that is being loaded, null where none is. */
    @Nullable
    Position snapshot() {
        return snapshot;
    }

    /** Its changes up to here are committed or wait; null where nothing was read. */
    @Nullable
    Position queued() {
        return queued;
    }

    /** The position of that one of them that has the least; not before it anybody needs the log. */
    static Position furthestBehind(Collection<Member> members) {
        return members.stream()
                .map(Member::queued)
                .filter(Objects::nonNull)
                .min(Comparator.comparingLong(Position::place))
                .orElseThrow();
    }

    /** Whether server and table were looked at, and nothing was seen since that they hang on. */
    boolean isPrepared() {
        return prepared;
    }

    void prepared() {
        prepared = true;
    }

    void unprepare() {
        prepared = false;
    }

    /**
     * A run begins.
     *
     * @param position as the table has it
     * @param changes whether the run reads its changes
     */
    void begin(@Nullable Position position, boolean changes) {
        if (!Objects.equals(position, committed)) {
            committed = position;
            failure = null;
            rewind();
        }
        snapshot = null;
        reading = changes;
        fresh = false;
        cut = false;
    }

    void snapshot(Position at) {
        snapshot = at;
        failure = null;
        reading = false;
    }

    /** Whether a reading of the log takes its changes along. */
    boolean follows() {
        return reading && failure == null && committed != null && committed.isWhole();
    }

    boolean isFailed() {
        return failure != null;
    }

    /**
     * @throws IngotException why its changes cannot be read on, where the log itself has said so
     */
    void requireFollowed() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether there is more to read for it, or to take, than was read up to here. */
    boolean isBehind(long end) {
        return reading && (!waiting.isEmpty() || queued == null || queued.place() < end);
    }

    /** Whether the log was read for it since the run began and it did not ask yet. */
    boolean takeFresh() {
        boolean was = fresh;
        fresh = false;
        return was;
    }

    /**
     * A transaction begins.
     *
     * @param from where in the log; the changes of one before what is queued are here already
     */
    void begun(Transaction began, long from) {
        boolean isNew = failure == null && queued != null && from >= queued.place();
        transaction = isNew ? began : null;
        ordinal = 0;
    }

    /** Whether it wants to hear of the changes of its table in this transaction. */
    boolean takes() {
        return transaction != null;
    }

    boolean takes(TableShape shape) {
        return takes() && shape.table().equals(table.name()) && shape.schema().equals(table.schema());
    }

    /** Whether the transaction that is being read changed its table. */
    boolean isChanged() {
        return ordinal > 0;
    }

    void change(TableShape shape, char op, @Nullable Tuple before, boolean keyOnly, @Nullable Tuple after) {
        Spool to = spool();
        to.add(
                shape,
                ChangeLog.changeRow(shape, Objects.requireNonNull(transaction), ++ordinal, op, before, keyOnly, after));
    }

    void truncated(TableShape shape) {
        Spool to = spool();
        to.add(shape, ChangeLog.truncateRow(shape, Objects.requireNonNull(transaction), ++ordinal));
    }

    private Spool spool() {
        Spool open = spool;
        if (open == null) {
            open = Spool.create(work);
            spool = open;
        }
        return open;
    }

    /** A transaction ends; a batch may end only here. */
    void ended(Position end) {
        if (transaction != null && ordinal > 0) {
            times = new SourceTime(transaction.at(), transaction.at()).and(times);
        }
        transaction = null;
        ordinal = 0;
        Spool changes = spool;
        if (changes != null && (changes.rows() >= limits.rows() || changes.bytes() >= limits.bytes())) {
            queue(end);
        }
    }

    /** The log does not say how its table goes on: the others go on without it. */
    void fail(IngotException why) {
        failure = why;
        abandon(); // what waits is whole, and may be on its way into the table
    }

    /**
     * The log was read up to here.
     *
     * @param more whether it goes on, and enough waits for now
     */
    void read(Position end, boolean more) {
        if (failure == null) {
            queue(end);
            fresh = true;
            cut = more;
        }
    }

    /** Whether all that was read for it is taken, and there is more to read. */
    boolean needsMore() {
        return cut && failure == null && waiting.isEmpty();
    }

    private void queue(Position end) {
        Position here = Objects.requireNonNull(committed).movedTo(end);
        if (spool != null) {
            waiting.add(new Waiting(spool, here, times));
            spool = null;
            times = null;
        }
        if (queued == null || end.place() > queued.place()) {
            queued = here;
        }
    }

    /** Reading ended in the middle: what does not end with a transaction is no batch. */
    void abandon() {
        if (spool != null) {
            spool.close();
            spool = null;
        }
        times = null;
        transaction = null;
        ordinal = 0;
    }

    /** What waits is thrown away, to be read again from the position on. */
    void rewind() {
        abandon();
        waiting.forEach(one -> one.spool().close());
        waiting.clear();
        queued = committed;
    }

    /** The next changes that wait, or null. */
    @Nullable
    Waiting peek() {
        return waiting.peek();
    }

    /** How much lies in files for it. */
    long waitingBytes() {
        long bytes = spool == null ? 0 : spool.bytes();
        for (Waiting one : waiting) {
            bytes += one.spool().bytes();
        }
        return bytes;
    }

    /** A batch is in the table. */
    void settle(Position position) {
        committed = position;
        if (snapshot != null) {
            if (position.isWhole()) {
                snapshot = null;
            }
            rewind();
            return;
        }
        Waiting first = waiting.peek();
        if (first != null && first.end().equals(position)) {
            waiting.remove().spool().close();
        }
    }
}
