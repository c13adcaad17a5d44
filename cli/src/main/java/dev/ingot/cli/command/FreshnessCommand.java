package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.service.Throughput;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.store.QualityMetrics.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot freshness}. */
@Command(
        name = "freshness",
        description = "Says how long changes took from their commit at the source until a table showed them, for each"
                + " table that is fed by a change log.",
        footer = {"", "Example:", "  ingot freshness --hours 1"})
public final class FreshnessCommand extends Globals.Command implements Callable<Integer> {

    @Option(
            names = "--hours",
            paramLabel = "N",
            description = "What was measured in the last so many hours.",
            defaultValue = "24")
    int hours;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Instant from = workspace.clock().instant().minus(Duration.ofHours(hours));
            Map<String, List<Entry>> nodes = new TreeMap<>();
            workspace
                    .state()
                    .metrics()
                    .since(Freshness.METRIC, from)
                    .forEach(entry -> nodes.computeIfAbsent(entry.node(), any -> new ArrayList<>())
                            .add(entry));
            Results results = new Results("node", "updates", "p50", "p99", "slowest", "last", "at");
            nodes.forEach((node, entries) -> {
                List<Duration> took =
                        entries.stream().map(FreshnessCommand::took).toList();
                Entry last = entries.get(entries.size() - 1);
                results.row(
                        node,
                        entries.size(),
                        seconds(Throughput.percentile(took, 0.5)),
                        seconds(Throughput.percentile(took, 0.99)),
                        seconds(Throughput.percentile(took, 1)),
                        seconds(took(last)),
                        Results.Shown.time(last.at()));
            });
            results.print(
                    globals.terminal(),
                    globals.output(),
                    "Nothing was measured in that time: only changes of a database say when they were made.");
            return 0;
        }
    }

    private static Duration took(Entry entry) {
        return Duration.ofMillis(Math.round(entry.value() * 1000));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
