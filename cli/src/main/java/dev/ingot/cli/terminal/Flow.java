package dev.ingot.cli.terminal;

import dev.ingot.cli.service.Throughput;
import dev.ingot.cli.terminal.RunPrinter.Volume;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What flows through the tables of a continuous run: rows, and how long after its commit at the source a change is shown.
 * On a live terminal it is a table that is redrawn in place; elsewhere the runs' own lines say what changed. For one
 * thread, except {@link #erase}.
 */
public final class Flow {

    /** What scrolled off the top of a terminal cannot be drawn again. */
    private static final int MOST_LINES = 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Terminal terminal;
    private final InstantSource clock;
    private final Freshness freshness;
    private final Volume volume;
    private final Throughput throughput = new Throughput();
    private int height;

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

    public Throughput throughput() {
        return throughput;
    }

    /** A run ended. */
    public void add(RunResult result, List<Freshness.Measure> measures) {
        throughput.add(result, measures);
    }

    /** Draws what there is, in place of what was drawn before. */
    public void draw() {
        if (volume != Volume.FAILURES) {
            return;
        }
        List<Throughput.Table> tables = throughput.tables(clock.instant());
        if (tables.isEmpty()) {
            return;
        }
        erase();
        List<String> all = lines(tables);
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
        List<Throughput.Table> tables = throughput.tables(clock.instant());
        if (volume != Volume.SILENT && !tables.isEmpty()) {
            lines(tables).forEach(terminal::line);
        }
    }

    private static List<String> lines(List<Throughput.Table> tables) {
        TextTable text = new TextTable("table", "rows", "last minute", "shown after", "p99", "last change");
        for (Throughput.Table table : tables) {
            Instant last = table.lastChange();
            text.row(
                    table.name(),
                    Text.number(table.counts().written()),
                    Text.number(table.lastMinute()),
                    shown(table.percentile(0.5)),
                    shown(table.percentile(0.99)),
                    last == null ? "" : TIME.format(LocalTime.ofInstant(last, ZoneId.systemDefault())));
        }
        return text.lines();
    }

    private static String shown(@Nullable Duration after) {
        return after == null ? "" : Text.duration(after);
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
