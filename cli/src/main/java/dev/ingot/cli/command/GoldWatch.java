package dev.ingot.cli.command;

import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.cli.terminal.Text;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Looks at gold again and again, and says what is new and how old it was when it could be read first: the time from a
 * commit in the shop to the look that found it, for every changed order. For one thread.
 */
final class GoldWatch {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Warehouse warehouse;
    private final InstantSource clock;
    private final Terminal terminal;
    private final List<Long> delays = new ArrayList<>();
    private Figures last;

    /**
     * @param newest when the newest change was committed, in milliseconds since 1970
     */
    private record Figures(long orders, BigDecimal revenue, long newest) {}

    GoldWatch(Warehouse warehouse, InstantSource clock, Terminal terminal) {
        this.warehouse = warehouse;
        this.clock = clock;
        this.terminal = terminal;
        try (Session session = warehouse.open(List.of())) {
            this.last = figures(session);
        }
    }

    private static Figures figures(Session session) {
        List<?> row = session.query(
                        "select count(*), coalesce(sum(order_total), 0), coalesce(epoch_ms(max(_ingot_committed_at)), 0)"
                                + " from gold.orders_enriched",
                        1)
                .rows()
                .get(0);
        return new Figures(
                ((Number) row.get(0)).longValue(),
                new BigDecimal(String.valueOf(row.get(1))),
                ((Number) row.get(2)).longValue());
    }

    /** Says a line where gold has changed. */
    void look() {
        try (Session session = warehouse.open(List.of())) {
            Figures now = figures(session);
            if (now.newest() <= last.newest()) {
                return;
            }
            long at = clock.millis();
            List<Long> changed = session
                    .query(
                            "select epoch_ms(_ingot_committed_at) from gold.orders_enriched where"
                                    + " epoch_ms(_ingot_committed_at) > " + last.newest(),
                            100_000)
                    .rows()
                    .stream()
                    .map(row -> at - ((Number) row.get(0)).longValue())
                    .sorted()
                    .toList();
            delays.addAll(changed);
            terminal.line(String.format(
                    Locale.ROOT,
                    "%s  gold: %,d orders %s  R$ %,.2f %s  %d changed, %s to %s after their commit",
                    terminal.paint(
                            Style.DIM, TIME.format(LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault()))),
                    now.orders(),
                    terminal.paint(Style.GREEN, String.format(Locale.ROOT, "%+d", now.orders() - last.orders())),
                    now.revenue(),
                    terminal.paint(
                            Style.GREEN,
                            String.format(Locale.ROOT, "%+,.2f", now.revenue().subtract(last.revenue()))),
                    changed.size(),
                    seconds(changed.get(0)),
                    seconds(changed.get(changed.size() - 1))));
            last = now;
        }
    }

    /** Says what all looks together have seen. */
    void sum() {
        if (delays.isEmpty()) {
            return;
        }
        Collections.sort(delays);
        terminal.line("");
        terminal.line("   " + Text.plural(delays.size(), "changed order") + " in gold; from commit to gold "
                + seconds(delays.get(delays.size() / 2)) + " (median), "
                + seconds(delays.get(Math.min(delays.size() - 1, delays.size() * 99 / 100))) + " (p99)");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
