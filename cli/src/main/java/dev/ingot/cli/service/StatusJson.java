package dev.ingot.cli.service;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.core.store.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status as {@code /health} and {@code /api/status} have it: times in UTC, durations in seconds. */
final class StatusJson {

    /** As many points as a small drawing shows. */
    private static final int POINTS = 60;

    private StatusJson() {}

    static Map<String, @Nullable Object> health(Status status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("healthy", status.isHealthy());
        json.put(
                "streams",
                status.streams().stream().map(stream -> stream(stream, status)).toList());
        return json;
    }

    static Map<String, @Nullable Object> of(Status status, List<RunRow> runs) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("project", status.about().project());
        json.put("target", status.about().target());
        json.put("version", status.about().version());
        json.put("pid", status.about().pid());
        json.put("started", status.about().started().toString());
        json.put("now", status.at().toString());
        json.put("rounds", status.rounds());
        json.put("last_round", text(status.lastRound()));
        json.putAll(health(status));
        json.put("tables", status.tables().stream().map(StatusJson::table).toList());
        json.put("failures", status.failures().stream().map(StatusJson::failure).toList());
        Map<String, Object> connections = new LinkedHashMap<>();
        status.held()
                .forEach((name, held) -> connections.put(
                        name, Map.of("log_bytes", held.logBytes(), "waiting_bytes", held.waitingBytes())));
        json.put("connections", connections);
        json.put(
                "schedules",
                status.schedules().stream().map(StatusJson::schedule).toList());
        json.put("runs", runs.stream().map(StatusJson::run).toList());
        json.put(
                "events",
                status.events().stream()
                        .map(event -> Map.of("at", event.at().toString(), "text", event.text()))
                        .toList());
        return json;
    }

    private static Map<String, @Nullable Object> stream(Status.Stream stream, Status status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", stream.name());
        json.put("table", stream.table());
        json.put("connection", stream.connection());
        json.put("alive", stream.alive());
        Instant good = stream.lastGood();
        json.put("seconds_since_good", good == null ? null : seconds(Duration.between(good, status.at())));
        return json;
    }

    private static Map<String, @Nullable Object> table(Throughput.Table table) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", table.name());
        json.put("rows", counts(table.counts()));
        json.put("rows_last_minute", table.lastMinute());
        json.put("commits", table.commits());
        json.put("last_change", text(table.lastChange()));
        List<Throughput.Shown> shown = table.shown();
        if (!shown.isEmpty()) {
            Map<String, @Nullable Object> freshness = new LinkedHashMap<>();
            freshness.put("p50", seconds(table.percentile(0.5)));
            freshness.put("p99", seconds(table.percentile(0.99)));
            freshness.put("last", seconds(shown.get(shown.size() - 1).after()));
            freshness.put(
                    "series",
                    shown.subList(Math.max(0, shown.size() - POINTS), shown.size()).stream()
                            .map(one -> seconds(one.after()))
                            .toList());
            json.put("freshness", freshness);
        }
        return json;
    }

    static Map<String, Long> counts(Counts counts) {
        Map<String, Long> json = new LinkedHashMap<>();
        json.put("read", counts.read());
        json.put("inserted", counts.inserted());
        json.put("updated", counts.updated());
        json.put("deleted", counts.deleted());
        json.put("unchanged", counts.unchanged());
        json.put("deduplicated", counts.deduplicated());
        json.put("filtered", counts.filtered());
        json.put("quarantined", counts.quarantined());
        return json;
    }

    private static Map<String, @Nullable Object> failure(Status.Failure failure) {
        Problem problem = failure.problem();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", failure.name());
        json.put("kind", failure.kind());
        json.put("code", problem.code().id());
        json.put("what", problem.what());
        json.put("place", problem.place() == null ? null : problem.place().toString());
        json.put("why", problem.why());
        json.put("fix", problem.fix());
        json.put("since", failure.since().toString());
        json.put("tries", failure.tries());
        json.put("again", failure.again().toString());
        return json;
    }

    private static Map<String, @Nullable Object> schedule(Status.Schedule schedule) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", schedule.name());
        json.put("cron", schedule.cron());
        json.put("time_zone", schedule.zone());
        json.put("running", schedule.running());
        json.put("next", text(schedule.next()));
        json.put("last", text(schedule.last()));
        return json;
    }

    private static Map<String, @Nullable Object> run(RunRow row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", row.run());
        json.put("status", row.status().name().toLowerCase(Locale.ROOT));
        json.put("started", row.started().toString());
        Instant ended = row.ended();
        json.put("seconds", ended == null ? null : seconds(Duration.between(row.started(), ended)));
        json.put("succeeded", row.succeeded());
        json.put("failed", row.failed());
        json.put("rows", counts(row.counts()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }
}
