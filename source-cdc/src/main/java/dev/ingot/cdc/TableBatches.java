package dev.ingot.cdc;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source.Batches;
import dev.ingot.api.source.SourceTime;
import dev.ingot.api.table.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * One table of a {@link Feed}: a snapshot where it has no position, and what was changed since with the next run; else
 * its changes up to now, in batches that end where a transaction ends. A batch counts as committed when the next one is
 * asked for. For one thread.
 */
final class TableBatches implements Batches {

    private final Feed feed;
    private final ReadRequest request;
    private final StepControl control;
    private @Nullable Member member;
    private @Nullable Snapshot snapshot;
    private @Nullable CdcPosition handed;

    TableBatches(Feed feed, ReadRequest request, StepControl control) {
        this.feed = feed;
        this.request = request;
        this.control = control;
    }

    @Override
    public @Nullable Batch next() {
        Member from = member;
        if (from == null) {
            if (request.full() || request.position() == null) {
                return first();
            }
            from = feed.read(request, control);
            member = from;
        } else if (handed != null) {
            feed.settle(from, handed);
            handed = null;
        }
        return snapshot == null ? waiting(from) : null;
    }

    private Batch first() {
        Snapshot taken = feed.snapshot(request, control);
        snapshot = taken;
        Member of = feed.member(request);
        member = of;
        return hand(of, taken.lsn(), taken.rows(), null);
    }

    private @Nullable Batch waiting(Member of) {
        Member.Waiting next = feed.peek(of);
        if (next != null) {
            Spool spool = next.spool();
            return hand(of, next.end(), rows(of, spool.columns(), spool, spool.bytes()), next.times());
        }
        LogSequenceNumber idle = feed.idle(of);
        return idle == null ? null : hand(of, idle, rows(of, ChangeLog.OWN, List.of(), 0), null);
    }

    private static Relation.Rows rows(Member of, List<Column> columns, Iterable<Object[]> rows, long bytes) {
        return new Relation.Rows(of.table().toString(), columns, rows, bytes);
    }

    private Batch hand(Member of, LogSequenceNumber end, Relation.Rows rows, @Nullable SourceTime times) {
        CdcPosition position = feed.position(of, end);
        handed = position;
        return new Batch(rows, position.json(), times);
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.close();
        }
        if (member != null) {
            feed.end(member);
        }
    }
}
