package dev.ingot.cli.terminal;

import dev.ingot.api.run.Outcome;
import dev.ingot.cli.terminal.RunPrinter.Volume;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What flows through the tables of a continuous run: rows, and how long after its commit at the source a change is shown.
 * On a live terminal it is a table that is redrawn in place; elsewhere the runs' own lines say what changed. For one
 * thread, except {@link #erase}.
 */
public final class Flow {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_MEASURES = 1000;

    /** What scrolled off the top of a terminal cannot be drawn again. */
    private static final int MOST_LINES = 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Terminal terminal;
    private final InstantSource clock;
    private final Freshness freshness;
    private final Volume volume;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private int height;

    private static final class Table {
        private final Deque<Written> lately = new ArrayDeque<>();
        private final Deque<Duration> shown = new ArrayDeque<>();
        private long rows;
        private Instant last = Instant.EPOCH;
    }

    private record Written(Instant at, long rows) {}

    /**
     * @param graph of the project: what a load brings is followed to all that is built from it
     */
    public Flow(Terminal terminal, InstantSource clock, Graph graph, Results.Format output) {
        this.terminal = terminal;
        this.clock = clock;
        this.freshness = new Freshness(graph);
        this.volume =
                output == Results.Format.JSON ? Volume.SILENT : terminal.live() ? Volume.FAILURES : Volume.CHANGES;
    }

    public Freshness freshness() {
        return freshness;
    }

    /** What the runs of which it is made may say themselves. */
    public Volume volume() {
        return volume;
    }

    /** A run ended. */
    public void add(RunResult result, List<Freshness.Measure> measures) {
        for (StepResult step : result.steps()) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded
                    && !succeeded.changes().isEmpty()) {
                long rows = succeeded.counts().written();
                Table table = table(step.node());
                table.rows += rows;
                table.last = step.ended();
                table.lately.add(new Written(step.ended(), rows));
            }
        }
        for (Freshness.Measure measure : measures) {
            Table table = table(measure.node());
            table.shown.add(measure.slowest());
            if (table.shown.size() > MOST_MEASURES) {
                table.shown.remove();
            }
        }
    }

    private Table table(Node node) {
        String name = node.table() == null ? node.name() : node.table().toString();
        return tables.computeIfAbsent(name, any -> new Table());
    }

    /** Draws what there is, in place of what was drawn before. */
    public void draw() {
        if (volume != Volume.FAILURES || tables.isEmpty()) {
            return;
        }
        erase();
        List<String> all = lines();
        List<String> lines = new ArrayList<>(all.subList(0, Math.min(all.size(), MOST_LINES)));
        if (all.size() > MOST_LINES) {
            lines.add("… and " + Text.plural(all.size() - MOST_LINES, "table") + " more");
        }
        synchronized (this) {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                String fits = line.length() > terminal.width() ? line.substring(0, terminal.width()) : line;
                terminal.err().println(i < 2 ? terminal.paint(Style.DIM, fits) : fits);
            }
            terminal.err().flush();
            height = lines.size();
        }
    }

    /** The last word, to stay on the terminal. */
    public void end() {
        erase();
        if (volume != Volume.SILENT && !tables.isEmpty()) {
            lines().forEach(terminal::line);
        }
    }

    /** The figures as lines of a table. */
    public List<String> lines() {
        TextTable text = new TextTable("table", "rows", "last minute", "shown after", "p99", "last change");
        Instant now = clock.instant();
        tables.forEach((name, table) -> {
            table.lately.removeIf(written -> written.at().isBefore(now.minus(MINUTE)));
            List<Duration> shown = new ArrayList<>(table.shown);
            text.row(
                    name,
                    Text.number(table.rows),
                    Text.number(table.lately.stream().mapToLong(Written::rows).sum()),
                    shown.isEmpty() ? "" : Text.duration(percentile(shown, 0.5)),
                    shown.isEmpty() ? "" : Text.duration(percentile(shown, 0.99)),
                    table.last.equals(Instant.EPOCH)
                            ? ""
                            : TIME.format(LocalTime.ofInstant(table.last, ZoneId.systemDefault())));
        });
        return text.lines();
    }

    /** The smallest value that so much of them does not exceed. */
    public static Duration percentile(List<Duration> values, double share) {
        List<Duration> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /** Takes away what was drawn, so that a line can be written in its place. */
    public synchronized void erase() {
        if (height > 0) {
            terminal.err().print("\u001b[" + height + "F\u001b[J");
            terminal.err().flush();
            height = 0;
        }
    }
}
