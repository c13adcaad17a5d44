package dev.ingot.cdc;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database, read once for all pipelines of a connection. Whoever of them asks first in a run reads what
 * was committed until then, for all that the run reads; the changes wait in files until their pipeline takes them. Each
 * table has a position of its own, so they may be committed in any order, or some not at all: what a table has is
 * skipped when it comes again.
 *
 * <p>Connections stay open until this is closed or a reading fails. Thread-safe.
 */
final class Feed implements AutoCloseable {

    private static final long WARN_AGAIN_NANOS = 3_600_000_000_000L;

    private final DatabaseLog log;
    private final Limits limits;
    private final WorkFiles work;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private long warned;
    private boolean full;

    Feed(DatabaseLog log, Limits limits, WorkFiles work) {
        this.log = log;
        this.limits = limits;
        this.work = work;
    }

    /** A run begins. What is not among these pipelines holds the log back no more. */
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
        CapturedTable table = log.table(request);
        Member member = members.computeIfAbsent(request.pipeline(), name -> new Member(table, limits, work));
        member.begin(stands(request), now && !request.full());
        return member;
    }

    /** Up to where the table was read; a full reading does without, so it may be anything then. */
    private @Nullable Position stands(ReadRequest request) {
        if (request.position() == null) {
            return null;
        }
        try {
            return log.parse(request.position());
        } catch (IngotException e) {
            if (request.full()) {
                return null;
            }
            throw e;
        }
    }

    /** Makes the changes of a pipeline wait for it. */
    synchronized Member read(ReadRequest request, StepControl control) {
        Member known = members.get(request.pipeline());
        if (known == null || !known.takeFresh()) {
            Member asking = begin(request, true);
            asking.requireFollowed();
            with(control, () -> follow(asking));
            asking.takeFresh();
            known = asking;
        }
        known.requireFollowed();
        return known;
    }

    /** Sees the table of a pipeline as it is now; its changes from then on are kept for it. */
    synchronized TableSnapshot snapshot(ReadRequest request, StepControl control) {
        Member member = begin(request, false);
        return with(control, () -> {
            member.unprepare();
            requireReady(member);
            boolean first = member.committed() == null || request.full();
            if (!first) {
                requireUnbroken(member, log.gaps());
            }
            TableSnapshot taken = log.snapshot(member.table(), request.asText(), first);
            member.snapshot(taken.at());
            return taken;
        });
    }

    synchronized Member member(ReadRequest request) {
        return Objects.requireNonNull(members.get(request.pipeline()));
    }

    Position parse(String position) {
        return log.parse(position);
    }

    /** What waits for it; where it has taken all, and the log was not read to its end, that is read on first. */
    synchronized Member.@Nullable Waiting next(Member member, StepControl control) {
        while (member.needsMore()) {
            with(control, () -> follow(member));
        }
        if (member.peek() == null) {
            member.requireFollowed();
        }
        return member.peek();
    }

    /** Where a table had no changes for long, the place to write down for it; else null. */
    synchronized @Nullable Position idle(Member member) {
        Position committed = member.committed();
        Position queued = member.queued();
        boolean far = committed != null
                && queued != null
                && member.peek() == null
                && queued.place() - committed.place() >= limits.idleBytes();
        return far ? queued : null;
    }

    Parts parts(TableSnapshot snapshot, Position from, StepControl control) {
        return new Parts(snapshot, from, work, control);
    }

    /** A batch is in the table. */
    synchronized void settle(Member member, Position position) {
        member.settle(position);
    }

    /** A pipeline is done, or gave up: what it did not take is read again. */
    synchronized void end(Member member) {
        if (member.peek() != null) {
            member.rewind();
        }
        if (!log.isOpen()) {
            return;
        }
        try {
            log.release(members.values().stream()
                    .flatMap(one -> Stream.of(one.committed(), one.snapshot()))
                    .filter(Objects::nonNull)
                    .toList());
        } catch (IngotException e) {
            close(); // all is committed; the server follows with the next reading
        }
    }

    /** What people should hear of what the server keeps; not with every reading of a continuous run. */
    synchronized List<Problem> notes() {
        if (!log.isOpen() || (warned != 0 && System.nanoTime() - warned < WARN_AGAIN_NANOS)) {
            return List.of();
        }
        Map<String, Position> committed = new LinkedHashMap<>();
        members.forEach((pipeline, member) -> {
            Position position = member.committed();
            if (position != null) {
                committed.put(pipeline, position);
            }
        });
        List<Problem> notes = new ArrayList<>(log.notes(committed));
        if (full) {
            full = false;
            notes.add(Problem.of(
                            CdcError.WAITS,
                            "More changes came than may wait: " + (limits.waitingBytes() >> 20)
                                    + " MB, as max_waiting_bytes says.")
                    .because("What comes behind them in the log is read when they are loaded.")
                    .fix("Nothing is lost. If it goes on, changes come faster than they are loaded."));
        }
        if (!notes.isEmpty()) {
            warned = System.nanoTime();
        }
        return notes;
    }

    /** Whether all was read and nothing was written to the log since. */
    synchronized boolean isQuiet() {
        try {
            return log.isOpen()
                    && members.values().stream().noneMatch(member -> member.isBehind(log.reached()))
                    && log.isQuiet();
        } catch (IngotException e) {
            close(); // the next reading says what is wrong
            return false;
        }
    }

    /** What is held back on both sides, where a connection is open. */
    synchronized Optional<Source.Held> held() {
        if (!log.isOpen()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Source.Held(log.kept(), waitingBytes()));
        } catch (IngotException e) {
            close(); // the next reading says what is wrong
            return Optional.empty();
        }
    }

    private long waitingBytes() {
        return members.values().stream().mapToLong(Member::waitingBytes).sum();
    }

    private <T> T with(StepControl control, Supplier<T> reading) {
        if (control.cancelled()) {
            throw interrupted(null);
        }
        StepControl.AutoUnregister hook = control.onCancel(log::abort);
        try (hook) {
            log.open();
            return reading.get();
        } catch (IngotException e) {
            if (control.cancelled()) {
                close();
                throw interrupted(e);
            }
            if (e.problems().stream().anyMatch(problem -> problem.code().kind() == ErrorKind.EXTERNAL)) {
                close();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static IngotException interrupted(@Nullable Exception cause) {
        Problem problem = Problem.of(CdcError.INTERRUPTED, "Reading changes was interrupted.");
        return cause == null ? problem.toException() : new IngotException(problem, cause);
    }

    /** Reads on for who asks, and for all that can go on with him. */
    private Member follow(Member asking) {
        requireReady(asking);
        Function<Position, @Nullable String> gaps = log.gaps();
        requireUnbroken(asking, gaps);
        drain(asking, gaps);
        return asking;
    }

    /**
     * Reads on for all that follow; those that cannot are told when they ask themselves. No more than may wait, but
     * something for the one that asks: it may be the only one that is to be loaded now. The others have theirs first, and
     * are read for from there on when they ask.
     */
    private void drain(Member asking, Function<Position, @Nullable String> gaps) {
        List<Member> following = following(asking, gaps);
        boolean[] enough = new boolean[1];
        boolean whole = false;
        try {
            Position end = log.read(following, () -> {
                enough[0] = asking.waitingBytes() > 0 && waitingBytes() >= limits.waitingBytes();
                return enough[0];
            });
            following.forEach(member -> member.read(end, enough[0]));
            full |= enough[0];
            whole = true;
        } finally {
            following.forEach(Member::abandon);
            if (!whole) {
                close(); // else the next reading would go on behind changes that nobody has
            }
        }
    }

    private List<Member> following(Member asking, Function<Position, @Nullable String> gaps) {
        List<Member> following = new ArrayList<>();
        for (Member member : members.values()) {
            Position position = member.committed();
            if (member.follows()
                    && (member == asking || member.peek() == null)
                    && position != null
                    && gaps.apply(position) == null
                    && isReady(member)) {
                following.add(member);
            }
        }
        return following;
    }

    private boolean isReady(Member member) {
        try {
            requireReady(member);
            return true;
        } catch (IngotException e) {
            return false; // told when it asks itself
        }
    }

    private void requireReady(Member member) {
        if (!member.isPrepared()) {
            log.requireReady(member.table());
            member.prepared();
        }
    }

    /** Going on is right only where the server still has all that comes after the position. */
    private void requireUnbroken(Member member, Function<Position, @Nullable String> gaps) {
        Position position = Objects.requireNonNull(member.committed());
        String why = position.table().equals(member.table().toString())
                ? gaps.apply(position)
                : "The position is one of the table " + position.table() + ".";
        if (why != null) {
            throw member.table().lost(why);
        }
    }

    /** The connections; what waits is kept. */
    @Override
    public synchronized void close() {
        members.values().forEach(Member::unprepare);
        log.close();
    }
}
