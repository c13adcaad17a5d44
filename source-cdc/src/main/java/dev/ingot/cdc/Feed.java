package dev.ingot.cdc;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.cdc.Message.Begin;
import dev.ingot.cdc.Message.Change;
import dev.ingot.cdc.Message.Commit;
import dev.ingot.cdc.Message.Described;
import dev.ingot.cdc.Message.Truncated;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The log of one database, read once for all pipelines of a connection. Whoever of them asks first in a run reads what
 * was committed until then, for all that the run reads; the changes wait in files until their pipeline takes them. Each
 * table has a position of its own, so they may be committed in any order, or some not at all: what a table has is
 * skipped when it comes again. The slot follows the table that is furthest behind.
 *
 * <p>Connections stay open until this is closed or a reading fails. Thread-safe.
 */
final class Feed implements AutoCloseable {

    /** PostgreSQL's usual size of a block; only how large a part is hangs on it. */
    private static final long BLOCK = 8192;

    private static final long WARN_AGAIN_NANOS = 3_600_000_000_000L;

    private final Server server;
    private final Limits limits;
    private final String slot;
    private final @Nullable String publication;
    private final Path work;
    private final long warnBytes;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<Member> prepared = new HashSet<>();
    private final Map<Integer, TableShape> shapes = new HashMap<>();
    private @Nullable SlotReader reader;
    private @Nullable Begin begin;
    private long warned;

    /**
     * @param publication the name of one that is there, null where it is ours to make
     * @param warnBytes how much of its log the server may keep for us before people hear of it
     */
    Feed(Server server, Limits limits, String slot, @Nullable String publication, Path work, long warnBytes) {
        this.warnBytes = warnBytes;
        this.server = server;
        this.limits = limits;
        this.slot = slot;
        this.publication = publication;
        this.work = work;
    }

    /** A run begins. What is not among these pipelines holds the slot back no more. */
    synchronized void begin(List<ReadRequest> reading, List<ReadRequest> others) {
        Set<String> names = new HashSet<>();
        Stream.concat(reading.stream(), others.stream())
                .map(ReadRequest::pipeline)
                .forEach(names::add);
        members.entrySet().stream()
                .filter(entry -> !names.contains(entry.getKey()))
                .forEach(entry -> entry.getValue().rewind());
        members.keySet().retainAll(names);
        reading.forEach(request -> prepare(request, true));
        others.forEach(request -> prepare(request, false));
    }

    private void prepare(ReadRequest request, boolean now) {
        try {
            begin(request, now);
        } catch (IngotException e) {
            members.remove(request.pipeline()); // told when it is read
        }
    }

    private Member begin(ReadRequest request, boolean now) {
        CapturedTable table = CapturedTable.of(request.pipeline(), request.options());
        Member member = members.computeIfAbsent(request.pipeline(), name -> new Member(table));
        CdcPosition position = request.position() == null ? null : CdcPosition.parse(request.position());
        member.begin(position, now && !request.full());
        return member;
    }

    /** Makes the changes of a pipeline wait for it. */
    synchronized Member read(ReadRequest request, StepControl control) {
        Member known = members.get(request.pipeline());
        if (known != null && known.takeFresh()) {
            return known;
        }
        Member member = begin(request, true);
        with(control, open -> {
            if (!prepared.contains(member)) {
                requireReady(open, member).requireAllKinds(publicationName());
            }
            requireUnbroken(open, member, request.pipeline());
            drain(open);
        });
        member.takeFresh();
        return member;
    }

    /** Sees the table of a pipeline as it is now; its changes from then on are kept for it. */
    synchronized Snapshot snapshot(ReadRequest request, StepControl control) {
        Member member = begin(request, false);
        Snapshot[] taken = new Snapshot[1];
        with(control, open -> {
            Preflight preflight = requireReady(open, member);
            preflight.publish(publicationName(), member.table(), publication == null);
            preflight.requireAllKinds(publicationName());
            if (member.committed() == null || request.full()) {
                open.ensureSlot();
            } else {
                requireUnbroken(open, member, request.pipeline());
            }
            taken[0] = Snapshot.take(server, member.table());
            member.snapshot(taken[0].lsn());
        });
        return taken[0];
    }

    synchronized Member member(ReadRequest request) {
        return Objects.requireNonNull(members.get(request.pipeline()));
    }

    synchronized Member.@Nullable Waiting peek(Member member) {
        return member.peek();
    }

    /** Where a table had no changes for long, the place to write down for it; else null. */
    synchronized @Nullable LogSequenceNumber idle(Member member) {
        CdcPosition committed = member.committed();
        boolean far = committed != null
                && member.peek() == null
                && member.queued().asLong() - committed.lsn().asLong() >= limits.idleBytes();
        return far ? member.queued() : null;
    }

    synchronized CdcPosition position(Member member, LogSequenceNumber lsn, long block) {
        CdcPosition last = member.committed();
        String system = reader != null ? reader.system() : last != null ? last.system() : "";
        return new CdcPosition(system, slot, member.table().toString(), lsn, block);
    }

    Parts parts(Snapshot snapshot, long from, StepControl control) {
        return new Parts(snapshot, from, Math.max(1, limits.bytes() / 4 / BLOCK), work, control);
    }

    /** A batch is in the table. */
    synchronized void settle(Member member, CdcPosition position) {
        member.settle(position);
    }

    /** A pipeline is done, or gave up: what it did not take is read again. */
    synchronized void end(Member member) {
        if (member.peek() != null) {
            member.rewind();
        }
        SlotReader open = reader;
        if (open == null || !open.isStarted()) {
            return;
        }
        try {
            LogSequenceNumber stands = standing(open);
            if (stands != null) {
                open.confirm(stands);
            }
        } catch (IngotException e) {
            close(); // all is committed; the slot follows with the next reading
        }
    }

    /** What people should hear of what the slot holds back; not with every reading of a continuous run. */
    synchronized List<Problem> notes() {
        SlotReader open = reader;
        if (open == null || (warned != 0 && System.nanoTime() - warned < WARN_AGAIN_NANOS)) {
            return List.of();
        }
        Optional<Slots.Slot> found = open.find();
        long end = open.end().asLong();
        for (Map.Entry<String, Member> member : members.entrySet()) {
            CdcPosition position = member.getValue().committed();
            long kept = position == null ? 0 : end - position.lsn().asLong();
            if (position != null && kept > warnBytes && gap(open, found, position) == null) {
                warned = System.nanoTime();
                return List.of(Problem.of(
                                CdcError.KEEPS_LOG,
                                "The server keeps " + (kept >> 20) + " MB of its log for the pipeline "
                                        + member.getKey() + ".")
                        .because("All pipelines of a connection share a slot, and it waits for the one that is furthest"
                                + " behind.")
                        .fix("Run it: ingot run --select " + member.getKey()
                                + "; or take it out of the project if its table is not needed any more."));
            }
        }
        return List.of();
    }

    /** What nobody needs any more: the table furthest behind, of those that the slot still serves. */
    private @Nullable LogSequenceNumber standing(SlotReader open) {
        Optional<Slots.Slot> found = open.find();
        Stream<LogSequenceNumber> positions = members.values().stream()
                .map(Member::committed)
                .filter(position -> position != null && gap(open, found, position) == null)
                .map(CdcPosition::lsn);
        Stream<LogSequenceNumber> snapshots =
                members.values().stream().map(Member::snapshot).filter(Objects::nonNull);
        return Stream.concat(positions, snapshots)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Whether all was read and nothing was written to the log since. */
    synchronized boolean isQuiet() {
        SlotReader open = reader;
        try {
            return open != null
                    && members.values().stream().noneMatch(member -> member.isBehind(open.reached()))
                    && open.isQuiet();
        } catch (IngotException e) {
            close(); // the next reading says what is wrong
            return false;
        }
    }

    private interface Reading {
        void with(SlotReader open) throws SQLException;
    }

    private void with(StepControl control, Reading reading) {
        if (control.cancelled()) {
            throw interrupted(null);
        }
        SlotReader open = reader;
        if (open == null) {
            open = SlotReader.open(server, slot);
            reader = open;
        }
        StepControl.AutoUnregister hook = control.onCancel(open::abort);
        try (hook) {
            reading.with(open);
        } catch (SQLException e) {
            close();
            throw control.cancelled() ? interrupted(e) : Server.failed(e, "Reading changes");
        } catch (IngotException e) {
            if (control.cancelled()) {
                close();
                throw interrupted(e);
            }
            if (e.problems().stream().anyMatch(problem -> problem.code().kind() == ErrorKind.EXTERNAL)) {
                close();
            }
            throw e;
        }
    }

    static IngotException interrupted(@Nullable Exception cause) {
        Problem problem = Problem.of(CdcError.INTERRUPTED, "Reading changes was interrupted.");
        return cause == null ? problem.toException() : new IngotException(problem, cause);
    }

    /** Reads on for all that follow; those that cannot are told when they ask themselves. */
    private void drain(SlotReader open) throws SQLException {
        List<Member> following = following(open);
        LogSequenceNumber from = following.stream()
                .map(Member::queued)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        if (!open.isStarted() || from.compareTo(open.reached()) < 0) {
            shapes.clear();
            open.start(publicationName(), from);
        }
        try {
            LogSequenceNumber end = open.read(message -> take(message, following));
            following.forEach(member -> member.read(end));
        } finally {
            begin = null;
            following.forEach(Member::abandon);
        }
    }

    private List<Member> following(SlotReader open) {
        Optional<Slots.Slot> found = open.find();
        Set<String> published = published(open);
        List<Member> following = new ArrayList<>();
        for (Member member : members.values()) {
            CdcPosition position = member.committed();
            if (member.follows()
                    && position != null
                    && gap(open, found, position) == null
                    && published.contains(member.table().toString())
                    && isReady(open, member)) {
                following.add(member);
            }
        }
        return following;
    }

    private Set<String> published(SlotReader open) {
        return new Preflight(open.sql(), server).published(publicationName());
    }

    private boolean isReady(SlotReader open, Member member) {
        if (prepared.contains(member)) {
            return true;
        }
        try {
            requireReady(open, member);
            return true;
        } catch (IngotException e) {
            return false; // told when it asks itself
        }
    }

    private void take(Message message, List<Member> following) {
        if (message instanceof Begin started) {
            begin = started;
            following.forEach(Member::begun);
        } else if (message instanceof Described described) {
            shapes.put(described.id(), described.shape());
        } else if (message instanceof Change change) {
            TableShape shape = shape(change.table());
            Begin transaction = Objects.requireNonNull(begin);
            following.forEach(member -> member.change(shape, transaction, change, work));
        } else if (message instanceof Truncated truncated) {
            Begin transaction = Objects.requireNonNull(begin);
            for (int id : truncated.tables()) {
                TableShape shape = shape(id);
                following.forEach(member -> member.truncated(shape, transaction, work));
            }
        } else if (message instanceof Commit commit) {
            begin = null;
            following.forEach(member -> member.ended(commit.end(), limits));
        }
    }

    private TableShape shape(int id) {
        TableShape shape = shapes.get(id);
        if (shape == null) {
            throw new IllegalStateException("a change of a table that was not described: " + id);
        }
        return shape;
    }

    private Preflight requireReady(SlotReader open, Member member) {
        Preflight preflight = new Preflight(open.sql(), server);
        List<Problem> problems = new ArrayList<>(preflight.server());
        problems.addAll(preflight.table(member.table()));
        if (open.find().isEmpty()) {
            problems.addAll(preflight.freeSlot());
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        prepared.add(member);
        return preflight;
    }

    private String publicationName() {
        return publication == null ? slot : publication;
    }

    /** Going on is right only where the slot still has all that comes after the position. */
    private void requireUnbroken(SlotReader open, Member member, String pipeline) {
        CdcPosition position = Objects.requireNonNull(member.committed());
        String why = gap(open, open.find(), position);
        if (!position.table().equals(member.table().toString())) {
            why = "The position is one of the table " + position.table() + ".";
        } else if (why == null && !published(open).contains(member.table().toString())) {
            why = "The publication " + publicationName()
                    + " does not hold the table any more: what changed since it was" + " taken out is not known.";
        }
        if (why != null) {
            throw Problem.of(
                            CdcError.STREAM_LOST,
                            "The changes of " + member.table() + " since " + position.lsn()
                                    + " are not all there any more.")
                    .because(why)
                    .fix("Load the table as it is now: ingot run --select " + pipeline
                            + " --full-refresh. The change log begins anew with it.")
                    .toException();
        }
    }

    private @Nullable String gap(SlotReader open, Optional<Slots.Slot> found, CdcPosition position) {
        if (!position.system().equals(open.system())) {
            return "This is another server than the one that the position is from.";
        }
        if (!position.slot().equals(slot)) {
            return "The position is one of the replication slot " + position.slot() + ", and the connection reads from "
                    + slot + ".";
        }
        if (found.isEmpty()) {
            return "The replication slot " + slot + " is gone.";
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

    /** The connections; what waits is kept. */
    @Override
    public synchronized void close() {
        prepared.clear();
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
