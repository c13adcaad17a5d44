package dev.ingot.cli.service;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a service stands. Immutable.
 *
 * @param at when it was asked
 * @param rounds readings since the start
 * @param failed steps and rounds since the start
 * @param forgotten runs that were taken out of the metadata store
 * @param lastRound when the last one ended; null: the first goes on
 * @param failures what fails at present
 * @param held by connection, where a connection says so
 * @param events what happened lately, newest first
 */
public record Status(
        About about,
        Instant at,
        long rounds,
        long failed,
        long forgotten,
        @Nullable Instant lastRound,
        List<Stream> streams,
        List<Throughput.Table> tables,
        List<Failure> failures,
        Map<String, Source.Held> held,
        List<Schedule> schedules,
        List<Event> events) {

    public Status {
        streams = List.copyOf(streams);
        tables = List.copyOf(tables);
        failures = List.copyOf(failures);
        held = Map.copyOf(held);
        schedules = List.copyOf(schedules);
        events = List.copyOf(events);
    }

    /** What does not change while the service lives. */
    public record About(String project, String target, String version, long pid, Instant started) {}

    /**
     * A pipeline that is read all the time.
     *
     * @param lastGood when it was last read, or known to have nothing new; null: not yet
     */
    public record Stream(
            String name,
            String table,
            String connection,
            boolean alive,
            @Nullable Instant lastGood) {}

    /**
     * @param name of the table or test; of the service itself where a round as a whole failed
     * @param again when it is tried next
     */
    public record Failure(String name, String kind, Problem problem, Instant since, int tries, Instant again) {}

    /**
     * @param next null: never
     * @param last the tick that was run last; null: none yet
     */
    public record Schedule(
            String name,
            String cron,
            String zone,
            boolean running,
            @Nullable Instant next,
            @Nullable Instant last) {}

    /** A line of the log that mattered. */
    public record Event(Instant at, String text) {}

    /** Whether all streams are alive. What fails downstream of them is in {@link #failures}. */
    public boolean isHealthy() {
        return streams.stream().allMatch(Stream::alive)
                && failures.stream().noneMatch(failure -> failure.kind().equals("service"));
    }
}
