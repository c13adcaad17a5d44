package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.api.file.OwnerOnly;
import dev.ingot.api.warehouse.Session;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.cli.terminal.Text;
import dev.ingot.embedded.LocalPostgres;
import dev.ingot.examples.OlistData;
import dev.ingot.examples.OlistOrders;
import dev.ingot.examples.OlistShop;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code ingot demo}: the example olist-realtime with all that it needs, and orders that come in. */
final class ShopDemo {

    private static final long POLL_MILLIS = 200;

    private final DemoProject project;
    private final Supplier<Workspace> workspaces;
    private final Wishes wishes;
    private final Terminal terminal;
    private final InstantSource clock = InstantSource.system();

    /**
     * @param files Olist's; null: made ones
     * @param rate orders a minute
     * @param seconds how long; 0 is until somebody ends it
     */
    record Wishes(long seed, int orders, @Nullable Path files, double rate, int seconds) {
        Wishes {
            if (!(rate > 0) || seconds < 0 || orders < 1) {
                throw Problem.of(CliError.BAD_USAGE, "--rate and --orders are above 0, and --for is not below it.")
                        .toException();
            }
        }
    }

    /**
     * @param workspaces opens the project
     */
    ShopDemo(DemoProject project, Supplier<Workspace> workspaces, Wishes wishes) {
        this.project = project;
        this.workspaces = workspaces;
        this.wishes = wishes;
        this.terminal = project.terminal();
    }

    int run() throws IOException, SQLException, InterruptedException {
        long started = System.nanoTime();
        Path folder = project.folder();
        Path example = DemoProject.example("olist-realtime");
        boolean again = Files.exists(folder.resolve("postgres/password"));
        if (!again) {
            InitCommand.requireEmpty(folder);
            project.copy(example);
        }
        project.heading(again ? "The shop of " + folder + " opens again" : "A shop with a PostgreSQL of its own");
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("postgres"));
                Connection shop = DriverManager.getConnection(server.url())) {
            Files.writeString(OwnerOnly.file(folder.resolve(".env")), """
                    OLTP_HOST=%s
                    OLTP_PORT=%d
                    OLTP_DATABASE=%s
                    OLTP_USER=%s
                    OLTP_PASSWORD=%s
                    """.formatted(
                            server.host(), server.port(), LocalPostgres.USER, LocalPostgres.USER, server.password()));
            if (one(shop, "select to_regclass('orders') is null").equals("t")) {
                OlistShop.load(shop, example, files());
            }
            terminal.line("   PostgreSQL on port " + server.port() + ", in " + folder.resolve("postgres") + ": "
                    + one(shop, "select to_char(count(*), 'FM999,999,999') from orders") + " orders of "
                    + one(shop, "select to_char(count(distinct customer_unique_id), 'FM999,999,999') from customers")
                    + " people");
            project.heading("Its tables as they are, from bronze to gold, each model tested before it is published");
            int status = project.ingot("run", "--quiet");
            if (status == 0) {
                status = live(server);
            }
            return status == 0 ? end(shop, started) : status;
        }
    }

    private Path files() throws IOException {
        if (wishes.files() != null) {
            return wishes.files();
        }
        Path made = project.folder().resolve("landing");
        new OlistData(wishes.seed(), wishes.orders(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)).write(made);
        return made;
    }

    /** Orders come in, a run follows them, and what gold says is shown whenever it says something new. */
    private int live(LocalPostgres server) throws IOException, SQLException, InterruptedException {
        Path log = project.folder().resolve("continuous.log");
        project.heading(String.format(
                Locale.ROOT,
                "Orders come in, %.0f a minute%s",
                wishes.rate(),
                wishes.seconds() == 0 ? ", until Ctrl-C" : ", for " + wishes.seconds() + " seconds"));
        terminal.line("   'ingot run --continuous' follows them; its steps are in " + log + ".");
        terminal.line("");
        AtomicInteger status = new AtomicInteger();
        try (Connection own = DriverManager.getConnection(server.url());
                PrintStream steps = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8);
                Workspace workspace = workspaces.get()) {
            GoldWatch watch = new GoldWatch(workspace);
            Terminal file = new Terminal(steps, steps, false, false, terminal.width());
            Thread follower = new Thread(() -> status.set(project.ingot(file, continuous())), "continuous run");
            OlistOrders orders = new OlistOrders(own, clock.millis(), clock);
            follower.start();
            ShopHours hours = new ShopHours(orders, wishes.rate(), wishes.seconds());
            try {
                while (follower.isAlive()) {
                    follower.join(POLL_MILLIS);
                    watch.look();
                }
            } finally {
                hours.close();
            }
            watch.sum();
        }
        if (status.get() != 0) {
            terminal.note("The continuous run ended with " + status.get() + "; " + log + " says why.");
        }
        return status.get();
    }

    private String[] continuous() {
        List<String> command = new ArrayList<>(List.of("run", "--continuous"));
        if (wishes.seconds() > 0) {
            // A little longer than orders come, so that it sees the last ones.
            command.addAll(List.of("--for", String.valueOf(wishes.seconds() + 1)));
        }
        return command.toArray(String[]::new);
    }

    private int end(Connection shop, long started) throws SQLException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        // The last orders may have come after the last reading.
        int status = project.ingot(new Terminal(nowhere, terminal.err(), false, false, terminal.width()), "run");
        project.heading("The shop is closed. What it has, and what gold has");
        terminal.line("   shop  "
                + one(
                        shop,
                        "select to_char((select count(*) from orders), 'FM999,999,999') || ' orders, ' ||"
                                + " to_char(count(*), 'FM999,999,999') || ' items, R$ ' ||"
                                + " to_char(sum(price + freight_value), 'FM999,999,999,990.00') from order_items"));
        try (Workspace workspace = workspaces.get();
                Session session = workspace.warehouse().open(List.of())) {
            terminal.line("   gold  "
                    + session.query(
                                    "select format('{:,} orders, {:,} items, R$ {:,.2f}',"
                                            + " (select count(*) from gold.orders_enriched), count(*),"
                                            + " sum(total_amount)::double) from gold.fact_orders",
                                    1)
                            .rows()
                            .get(0)
                            .get(0));
        }
        project.heading("What was built");
        project.ingot("state");
        project.heading("Where every row went");
        project.ingot("audit", "orders_log", "--limit", "6");
        project.heading("What sells");
        project.ingot(
                "query",
                "select category, total_orders, total_revenue, round(avg_review_score, 2) as review from"
                        + " gold.sales_by_category order by total_revenue desc limit 5");
        terminal.line("");
        terminal.line("Done in " + Text.duration(Duration.ofNanos(System.nanoTime() - started)) + ". Look further:");
        terminal.line("  cd " + InitCommand.quoted(project.folder()));
        String ingot = "  " + Launcher.from(project.folder());
        terminal.line(ingot + " query \"select * from gold.realtime_metrics order by metric_date desc limit 5\"");
        terminal.line(ingot + " freshness");
        terminal.line(ingot + " lineage gold.sales_by_category");
        terminal.line(ingot + " audit --run last");
        terminal.line(ingot + " docs generate && " + ingot.strip() + " docs serve");
        terminal.line(terminal.paint(Style.BOLD, ingot + " demo --dir .") + "     goes on with the same shop");
        return status;
    }

    private static String one(Connection shop, String sql) throws SQLException {
        try (Statement statement = shop.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
