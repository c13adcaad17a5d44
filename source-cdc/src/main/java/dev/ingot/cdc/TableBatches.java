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

/**
 * One table of a {@link Feed}. Where not all of it was read yet, as it is now, part by part, and what was changed since
 * with the next run; else its changes up to now, in batches that end where a transaction ends. A batch counts as committed
 * when the next one is asked for. For one thread.
 *
 * <p>Parts may be of different snapshots, because a reading that was cut short goes on with a new one. All of them have
 * the position of the first: from there on the log is read. So each change since then comes once, and for a row that a
 * later part has already newer, as an older change: {@code _ingot_lsn} of a snapshot's rows is where it stands, so the
 * newest row of a key is the right one, and a row that was deleted or moved between two parts is ended by its change.
 */
final class TableBatches implements Batches {

    private final Feed feed;
    private final ReadRequest request;
    private final StepControl control;
    private @Nullable Member member;
    private @Nullable Parts parts;
    private @Nullable Position handed;

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
        return reading == null ? waiting(from) : part(reading);
    }

    private Member begin() {
        Position stood = request.full() || request.position() == null ? null : feed.parse(request.position());
        if (stood != null && stood.isWhole()) {
            return feed.read(request, control);
        }
        TableSnapshot snapshot = feed.snapshot(request, control);
        parts = feed.parts(snapshot, stood == null ? snapshot.at() : stood, control);
        return feed.member(request);
    }

    private @Nullable Batch part(Parts reading) {
        TableSnapshot.Part part = reading.next();
        return part == null ? null : hand(part.next(), part.rows(), null);
    }

    private @Nullable Batch waiting(Member of) {
        Member.Waiting next = feed.next(of, control);
        if (next != null) {
            Spool spool = next.spool();
            return hand(next.end(), rows(of, spool.columns(), spool, spool.bytes()), next.times());
        }
        Position idle = feed.idle(of);
        return idle == null ? null : hand(idle, rows(of, ChangeLog.OWN, List.of(), 0), null);
    }

    private static Relation rows(Member of, List<Column> columns, Iterable<Object[]> rows, long bytes) {
        return new Relation.Rows(of.table().toString(), columns, rows, bytes);
    }

    private Batch hand(Position position, Relation rows, @Nullable SourceTime times) {
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
