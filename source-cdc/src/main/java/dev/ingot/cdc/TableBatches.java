package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
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
 * One table of a {@link Feed}. Where not all of it was read yet, as it is now, part by part, and what was changed since
 * with the next run; else its changes up to now, in batches that end where a transaction ends. A batch counts as committed
 * when the next one is asked for. For one thread.
 */
final class TableBatches implements Batches {

    private final Feed feed;
    private final ReadRequest request;
    private final StepControl control;
    private @Nullable Member member;
    private @Nullable Parts parts;
    private LogSequenceNumber begun = LogSequenceNumber.INVALID_LSN;
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
            from = begin();
            member = from;
        } else if (handed != null) {
            feed.settle(from, handed);
            handed = null;
        }
        Parts reading = parts;
        return reading == null ? waiting(from) : part(from, reading);
    }

    private Member begin() {
        CdcPosition stood = request.full() || request.position() == null ? null : CdcPosition.parse(request.position());
        if (stood != null && stood.isWhole()) {
            return feed.read(request, control);
        }
        Snapshot snapshot = feed.snapshot(request, control);
        // The parts that were read before are as of then: their changes since are still to come.
        begun = stood == null ? snapshot.lsn() : stood.lsn();
        parts = feed.parts(snapshot, stood == null ? 0 : stood.block(), control);
        return feed.member(request);
    }

    private @Nullable Batch part(Member of, Parts reading) {
        Snapshot.Part part = reading.next();
        return part == null ? null : hand(feed.position(of, begun, part.next()), part.rows(), null);
    }

    private @Nullable Batch waiting(Member of) {
        Member.Waiting next = feed.peek(of);
        if (next != null) {
            Spool spool = next.spool();
            return hand(whole(of, next.end()), rows(of, spool.columns(), spool, spool.bytes()), next.times());
        }
        LogSequenceNumber idle = feed.idle(of);
        return idle == null ? null : hand(whole(of, idle), rows(of, ChangeLog.OWN, List.of(), 0), null);
    }

    private CdcPosition whole(Member of, LogSequenceNumber end) {
        return feed.position(of, end, CdcPosition.WHOLE);
    }

    private static Relation rows(Member of, List<Column> columns, Iterable<Object[]> rows, long bytes) {
        return new Relation.Rows(of.table().toString(), columns, rows, bytes);
    }

    private Batch hand(CdcPosition position, Relation rows, @Nullable SourceTime times) {
        handed = position;
        return new Batch(rows, position.json(), times);
    }

    @Override
    public List<Problem> notes() {
        return member == null ? List.of() : feed.notes();
    }

    @Override
    public void close() {
        if (parts != null) {
            parts.close();
        }
        if (member != null) {
            feed.end(member);
        }
    }
}
