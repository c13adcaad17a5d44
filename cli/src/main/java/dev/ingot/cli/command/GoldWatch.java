package dev.ingot.cli.command;

import dev.ingot.api.warehouse.Session;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.service.Throughput;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.store.QualityMetrics.Entry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says what is new in gold whenever a run has noted that the orders there show new changes, and how long after the commit
 * of the oldest of them that was. For one thread.
 */
final class GoldWatch {

    private static final String NODE = "model.olist_realtime.orders_enriched";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Workspace workspace;
    private final Terminal terminal;
    private final List<Duration> delays = new ArrayList<>();
    private Instant seen;
    private Figures last;

    private record Figures(long orders, BigDecimal revenue) {}

    GoldWatch(Workspace workspace) {
        this.workspace = workspace;
        this.terminal = workspace.terminal();
        this.seen = workspace.clock().instant();
        this.last = figures();
    }

    private Figures figures() {
        try (Session session = workspace.warehouse().open(List.of())) {
            List<?> row = session.query("select count(*), coalesce(sum(order_total), 0) from gold.orders_enriched", 1)
                    .rows()
                    .get(0);
            return new Figures(((Number) row.get(0)).longValue(), new BigDecimal(String.valueOf(row.get(1))));
        }
    }

    /** Says a line where gold has changed. */
    void look() {
        List<Entry> news = workspace.state().metrics().since(Freshness.METRIC, seen).stream()
                .filter(entry -> entry.node().equals(NODE) && entry.at().isAfter(seen))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        news.forEach(entry -> delays.add(Duration.ofMillis(Math.round(entry.value() * 1000))));
        seen = news.get(news.size() - 1).at();
        Figures now = figures();
        String time = TIME.format(LocalTime.ofInstant(seen, ZoneId.systemDefault()));
        terminal.line(String.format(
                Locale.ROOT,
                "%s  gold: %,d orders %s  R$ %,.2f %s  shown %s after their commit",
                terminal.paint(Style.DIM, time),
                now.orders(),
                terminal.paint(Style.GREEN, String.format(Locale.ROOT, "%+d", now.orders() - last.orders())),
                now.revenue(),
                terminal.paint(
                        Style.GREEN,
                        String.format(Locale.ROOT, "%+,.2f", now.revenue().subtract(last.revenue()))),
                Text.duration(delays.get(delays.size() - 1))));
        last = now;
    }

    /** Says what all looks together have seen. */
    void sum() {
        if (!delays.isEmpty()) {
            terminal.line("");
            terminal.line("   From commit to gold " + Text.duration(Throughput.percentile(delays, 0.5)) + " (median of "
                    + Text.plural(delays.size(), "update") + "), " + Text.duration(Throughput.percentile(delays, 1))
                    + " (slowest); 'ingot freshness' has it for each table.");
        }
    }
}
