package dev.ingot.cli.service;

import dev.ingot.api.source.Source;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a service tells of itself as it goes on, for whoever asks how it stands. Thread-safe. */
public final class Monitor {

    private static final int MOST_EVENTS = 50;

    private final Status.About about;
    private final List<Watched> streams;
    private final Throughput throughput;
    private final Map<String, Instant> good = new HashMap<>();
    private final Map<String, Source.Held> held = new LinkedHashMap<>();
    private final Deque<Status.Event> events = new ArrayDeque<>();
    private List<Status.Failure> failures = List.of();
    private Set<String> failing = Set.of();
    private List<Status.Schedule> schedules = List.of();
    private long rounds;
    private long failed;
    private long forgotten;
    private @Nullable Instant lastRound;

    /**
     * @param id of the pipeline
     */
    public record Watched(String id, String name, String table, String connection) {}

    public Monitor(Status.About about, List<Watched> streams, Throughput throughput) {
        this.about = about;
        this.streams = List.copyOf(streams);
        this.throughput = throughput;
    }

    /** Goes on with all that one has counted that ends here; the streams and what fails are this one's own. */
    public synchronized void takeOver(Monitor before) {
        synchronized (before) {
            throughput.takeOver(before.throughput);
            good.putAll(before.good);
            held.putAll(before.held);
            events.addAll(before.events);
            rounds = before.rounds;
            failed = before.failed;
            forgotten = before.forgotten;
            lastRound = before.lastRound;
        }
    }

    /** A run of the service ended. */
    public synchronized void ended(RunResult result) {
        failed += result.steps().stream().filter(StepResult::failed).count();
    }

    /**
     * A round ended.
     *
     * @param read the streams that it read, or knows to have nothing new
     */
    public synchronized void round(Collection<String> read, Instant at) {
        rounds++;
        lastRound = at;
        read.forEach(id -> good.put(id, at));
    }

    /**
     * @param nodes what fails, by id
     */
    public synchronized void failing(List<Status.Failure> now, Collection<String> nodes) {
        failures = List.copyOf(now);
        failing = new HashSet<>(nodes);
    }

    /** So many runs were taken out of the metadata store since the start. */
    public synchronized void forgotten(long runs) {
        forgotten = runs;
    }

    /** A round failed as a whole. */
    public synchronized void roundFailed() {
        failed++;
    }

    public synchronized void held(String connection, Source.Held what) {
        held.put(connection, what);
    }

    public synchronized void schedules(List<Status.Schedule> now) {
        schedules = List.copyOf(now);
    }

    public synchronized void event(Instant at, String text) {
        events.addFirst(new Status.Event(at, text));
        if (events.size() > MOST_EVENTS) {
            events.removeLast();
        }
    }

    public synchronized Status status(Instant now) {
        List<Status.Stream> all = new ArrayList<>();
        for (Watched stream : streams) {
            all.add(new Status.Stream(
                    stream.name(),
                    stream.table(),
                    stream.connection(),
                    !failing.contains(stream.id()),
                    good.get(stream.id())));
        }
        return new Status(
                about,
                now,
                rounds,
                failed,
                forgotten,
                lastRound,
                all,
                throughput.tables(now),
                failures,
                held,
                schedules,
                List.copyOf(events));
    }
}
