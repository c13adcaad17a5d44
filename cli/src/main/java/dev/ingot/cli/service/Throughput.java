package dev.ingot.cli.service;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has gone through the tables since a continuous run began: rows, commits, and how long after its commit at the source
 * a change was shown. Thread-safe.
 */
public final class Throughput {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_MEASURES = 1000;

    private final Map<String, Sum> tables = new LinkedHashMap<>();

    private static final class Sum {
        private final Deque<Written> lately = new ArrayDeque<>();
        private final Deque<Shown> shown = new ArrayDeque<>();
        private Counts counts = Counts.ZERO;
        private long commits;
        private @Nullable Instant last;
    }

    private record Written(Instant at, long rows) {}

    /** A change, or several, were shown so long after their commit. */
    public record Shown(Instant at, Duration after) {}

    /**
     * @param name of the table
     * @param lastMinute rows written in the last minute
     * @param commits of new versions of the table
     * @param shown the last thousand, oldest first; empty where the source says no times
     * @param lastChange null where it was not written yet
     */
    public record Table(
            String name,
            Counts counts,
            long lastMinute,
            long commits,
            List<Shown> shown,
            @Nullable Instant lastChange) {
        public Table {
            shown = List.copyOf(shown);
        }

        /** The smallest duration that so much of them does not exceed; null where there is none. */
        public @Nullable Duration percentile(double share) {
            return shown.isEmpty()
                    ? null
                    : Throughput.percentile(shown.stream().map(Shown::after).toList(), share);
        }
    }

    /** Goes on with the figures of one that ends here. */
    public synchronized void takeOver(Throughput before) {
        synchronized (before) {
            tables.putAll(before.tables);
        }
    }

    /** A run ended. */
    public synchronized void add(RunResult result, List<Freshness.Measure> measures) {
        for (StepResult step : result.steps()) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded
                    && (!succeeded.changes().isEmpty() || succeeded.counts().read() > 0)) {
                Sum table = table(step.node());
                table.counts = table.counts.plus(succeeded.counts());
                table.commits += succeeded.changes().stream()
                        .mapToLong(Throughput::versions)
                        .sum();
                table.last = step.ended();
                table.lately.add(new Written(step.ended(), succeeded.counts().written()));
            }
        }
        for (Freshness.Measure measure : measures) {
            Sum table = table(measure.node());
            table.shown.add(new Shown(measure.readable(), measure.slowest()));
            if (table.shown.size() > MOST_MEASURES) {
                table.shown.remove();
            }
        }
    }

    private static long versions(TableChange change) {
        return change.after() - Math.max(change.before(), -1);
    }

    private Sum table(Node node) {
        String name = node.table() == null ? node.name() : node.table().toString();
        return tables.computeIfAbsent(name, any -> new Sum());
    }

    /** How the tables stand, in the order in which they were first written. */
    public synchronized List<Table> tables(Instant now) {
        List<Table> all = new ArrayList<>();
        tables.forEach((name, sum) -> {
            sum.lately.removeIf(written -> written.at().isBefore(now.minus(MINUTE)));
            all.add(new Table(
                    name,
                    sum.counts,
                    sum.lately.stream().mapToLong(Written::rows).sum(),
                    sum.commits,
                    List.copyOf(sum.shown),
                    sum.last));
        });
        return all;
    }

    /** The smallest value that so much of them does not exceed. */
    public static Duration percentile(List<Duration> values, double share) {
        List<Duration> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
