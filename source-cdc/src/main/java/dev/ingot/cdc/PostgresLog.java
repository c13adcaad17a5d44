package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.cdc.Message.Begin;
import dev.ingot.cdc.Message.Change;
import dev.ingot.cdc.Message.Commit;
import dev.ingot.cdc.Message.Described;
import dev.ingot.cdc.Message.Truncated;
import dev.ingot.cdc.Snapshot.Followed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The write-ahead log of a PostgreSQL as a publication and one replication slot give it. The slot follows the table that
 * is furthest behind. As {@link DatabaseLog}; {@link #look} is for any thread.
 */
final class PostgresLog implements DatabaseLog {

    private static final String UNDEFINED_OBJECT = "42704";

    private final Server server;
    private final String slot;
    private final @Nullable String publication;
    private final Limits limits;
    private final long warnBytes;
    private final Map<Integer, TableShape> shapes = new HashMap<>();
    private volatile @Nullable SlotReader reader;

    /**
     * @param publication the name of one that is there, null where it is ours to make
     * @param warnBytes how much of its log the server may keep for us before people hear of it
     */
    PostgresLog(Server server, String slot, @Nullable String publication, Limits limits, long warnBytes) {
        this.server = server;
        this.slot = slot;
        this.publication = publication;
        this.limits = limits;
        this.warnBytes = warnBytes;
    }

    @Override
    public CapturedTable table(ReadRequest request) {
        return CapturedTable.of(request, "public");
    }

    @Override
    public CdcPosition parse(String position) {
        return CdcPosition.parse(position);
    }

    @Override
    public TableSnapshot look(ReadRequest request) {
        CapturedTable table = table(request);
        return Snapshot.take(server, table, request.asText(), new Followed(slot, publicationName(), ""), limits.part());
    }

    /** What keeps the table from being read, as far as can be seen without reading from the slot. */
    List<Problem> check(Connection sql, ReadRequest request) {
        CapturedTable table = table(request);
        List<Problem> problems = new ArrayList<>(new TablePreflight(sql, server, table).problems());
        Publication given = publication(sql);
        problems.addAll(given.absent(table));
        problems.addAll(given.leftOut(table));
        if (request.position() != null) {
            Map<String, String> marks = given.marks();
            CdcPosition position = parse(request.position());
            String gap = new Slots(sql).find(slot).isEmpty() ? gone() : gap(marks, position);
            if (gap != null) {
                problems.addAll(table.lost(gap).problems());
            }
        }
        return problems;
    }

    private String gone() {
        return "The replication slot " + slot + " is gone.";
    }

    @Override
    public void open() {
        if (reader == null) {
            reader = SlotReader.open(server, slot);
        }
    }

    @Override
    public boolean isOpen() {
        return reader != null;
    }

    private SlotReader reader() {
        SlotReader open = reader;
        if (open == null) {
            throw new IllegalStateException("the log is not open");
        }
        return open;
    }

    private String publicationName() {
        return publication == null ? slot : publication;
    }

    private Publication publication(Connection sql) {
        return new Publication(sql, publicationName(), publication == null);
    }

    @Override
    public void requireReady(CapturedTable table) {
        Connection sql = reader().sql();
        Preflight preflight = new Preflight(sql, server);
        List<Problem> problems = new ArrayList<>(preflight.server());
        problems.addAll(new TablePreflight(sql, server, table).problems());
        problems.addAll(publication(sql).leftOut(table));
        if (reader().find().isEmpty()) {
            problems.addAll(preflight.freeSlot());
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    @Override
    public Function<Position, @Nullable String> gaps() {
        Optional<Slots.Slot> found = reader().find();
        Map<String, String> marks = publication(reader().sql()).marks();
        return position -> {
            String gap = gap(found, (CdcPosition) position);
            return gap == null ? gap(marks, (CdcPosition) position) : gap;
        };
    }

    private @Nullable String gap(Map<String, String> marks, CdcPosition position) {
        String mark = marks.get(position.table());
        if (mark == null) {
            return "The publication " + publicationName()
                    + " does not hold the table any more: what changed since it was taken out is not known.";
        }
        return position.publication().isEmpty() || position.publication().equals(mark)
                ? null
                : "The publication " + publicationName()
                        + " was changed or made anew, or the table was taken out and put in"
                        + " again: what it left out meanwhile is not known.";
    }

    private @Nullable String gap(Optional<Slots.Slot> found, CdcPosition position) {
        if (!position.system().equals(reader().system())) {
            return "This is another server than the one that the position is from.";
        }
        if (!position.slot().equals(slot)) {
            return "The position is one of the replication slot " + position.slot() + ", and the connection reads from "
                    + slot + ".";
        }
        if (found.isEmpty()) {
            return gone();
        }
        if (found.get().isLost()) {
            return "The server has removed the log that the slot " + slot
                    + " needs, because it was more than max_slot_wal_keep_size.";
        }
        String confirmed = found.get().confirmed();
        if (confirmed == null || LogSequenceNumber.valueOf(confirmed).compareTo(position.lsn()) > 0) {
            return "The replication slot " + slot + " stands at " + confirmed
                    + ": it was made anew, or somebody else has read from it.";
        }
        return null;
    }

    @Override
    public TableSnapshot snapshot(CapturedTable table, Set<String> asText, boolean first) {
        Publication given = publication(reader().sql());
        given.require(table);
        String mark = Objects.requireNonNull(given.marks().get(table.toString()));
        if (first) {
            reader().ensureSlot();
        }
        return Snapshot.take(server, table, asText, new Followed(slot, publicationName(), mark), limits.part());
    }

    @Override
    public Position read(List<Member> following, BooleanSupplier enough) {
        SlotReader open = reader();
        LogSequenceNumber start = ((CdcPosition) Member.furthestBehind(following)).lsn();
        if (!open.isStarted() || start.compareTo(open.reached()) < 0) {
            shapes.clear();
            open.start(publicationName(), start);
        }
        try {
            LogSequenceNumber end = open.read(message -> take(message, following), enough);
            return at(end);
        } catch (SQLException e) {
            throw failed(e, (CdcPosition) Member.furthestBehind(following), following);
        }
    }

    /** Before PostgreSQL 18, a publication must have been there when a change was made. */
    private IngotException failed(SQLException e, CdcPosition from, List<Member> following) {
        Optional<CapturedTable> lost = following.stream()
                .map(Member::table)
                .filter(table -> table.toString().equals(from.table()))
                .findFirst();
        return UNDEFINED_OBJECT.equals(e.getSQLState()) && lost.isPresent()
                ? lost.get()
                        .lost("At its place in the log the publication " + publicationName()
                                + " was not there, or another one: " + e.getMessage())
                : Server.failed(e, "Reading changes");
    }

    @Override
    public long kept() {
        return reader().kept();
    }

    /** A place in the log, for any table. */
    private CdcPosition at(LogSequenceNumber lsn) {
        return new CdcPosition(reader().system(), slot, "", "", lsn, CdcPosition.WHOLE);
    }

    private void take(Message message, List<Member> following) {
        if (message instanceof Begin begin) {
            long place = begin.commit().asLong();
            Transaction transaction = new Transaction(place, begin.committedAt(), begin.transaction());
            following.forEach(member -> member.begun(transaction, place));
        } else if (message instanceof Described described) {
            shapes.put(described.id(), described.shape());
            // Also where no column changed: an identity, a policy, a partition or a child may have.
            following.forEach(Member::unprepare);
        } else if (message instanceof Change change) {
            TableShape shape = shape(change.table());
            for (Member member : following) {
                if (member.takes(shape)) {
                    member.change(shape, change.op(), change.before(), change.keyOnly(), change.after());
                }
            }
        } else if (message instanceof Truncated truncated) {
            for (int id : truncated.tables()) {
                TableShape shape = shape(id);
                following.stream().filter(member -> member.takes(shape)).forEach(member -> member.truncated(shape));
            }
        } else if (message instanceof Commit commit) {
            CdcPosition end = at(commit.end());
            following.forEach(member -> member.ended(end));
        }
    }

    private TableShape shape(int id) {
        TableShape shape = shapes.get(id);
        if (shape == null) {
            throw new IllegalStateException("a change of a table that was not described: " + id);
        }
        return shape;
    }

    @Override
    public long reached() {
        return reader().reached().asLong();
    }

    @Override
    public boolean isQuiet() {
        return reader().isQuiet();
    }

    /** The slot goes to the table furthest behind, of those that it still serves. */
    @Override
    public void release(Collection<Position> positions) {
        SlotReader open = reader();
        if (open.isStarted()) {
            Optional<Slots.Slot> found = open.find();
            positions.stream()
                    .map(CdcPosition.class::cast)
                    .filter(position -> gap(found, position) == null)
                    .map(CdcPosition::lsn)
                    .min(Comparator.naturalOrder())
                    .ifPresent(open::confirm);
        }
    }

    @Override
    public List<Problem> notes(Map<String, Position> committed) {
        Optional<Slots.Slot> found = reader().find();
        long end = reader().end().asLong();
        return committed.entrySet().stream()
                .filter(one ->
                        end - one.getValue().place() > warnBytes && gap(found, (CdcPosition) one.getValue()) == null)
                .map(one -> keeps(one.getKey(), end - one.getValue().place()))
                .limit(1)
                .toList();
    }

    private static Problem keeps(String pipeline, long bytes) {
        return Problem.of(
                        CdcError.KEEPS_LOG,
                        "The server keeps " + (bytes >> 20) + " MB of its log for the pipeline " + pipeline + ".")
                .because(
                        "All pipelines of a connection share a slot, and it waits for the one that is furthest behind.")
                .fix("Run it: ingot run --select " + pipeline
                        + "; or take it out of the project if its table is not needed any more.");
    }

    @Override
    public void abort() {
        SlotReader open = reader;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void close() {
        SlotReader open = reader;
        if (open != null) {
            open.close();
            reader = null;
        }
    }
}
