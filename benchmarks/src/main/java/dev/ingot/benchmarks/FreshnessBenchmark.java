package dev.ingot.benchmarks;

import dev.ingot.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a change takes from its commit in PostgreSQL until gold shows it, while changes come at a steady rate: through
 * the change log, the latest rows and an aggregate by changed keys, with all settings as they are by default.
 */
final class FreshnessBenchmark {

    private static final List<Integer> RATES = List.of(100, 1_000);
    private static final int SECONDS = 60;

    /** The process is there and waits by then. */
    private static final int BEFORE_MILLIS = 5_000;

    private static final int TICK_MILLIS = 10;
    private static final int ROWS = 100_000;
    private static final int CUSTOMERS = 2_000;

    private static final String LOG = "{{ source('bronze', 'orders') }}";
    private static final String GOLD = """
            {%% set built = run_query("select coalesce(max(_ingot_lsn), 0) from " ~ this).rows[0][0] if is_incremental() else 0 %%}
            {{ config(materialized='incremental', unique_key='customer', on_change=true,
                      changed_keys="select distinct customer from %s where _ingot_lsn > " ~ built) }}
            select customer, count(*) as orders, sum(price) as revenue, max(_ingot_lsn) as _ingot_lsn
            from {{ ref('orders') }}
            {%% if is_incremental() %%}
            where customer in (select customer from changed_keys)
            {%% endif %%}
            group by customer
            """.formatted(LOG);

    private final Settings settings;
    private final Child child;
    private final Report report;

    FreshnessBenchmark(Settings settings, Child child, Report report) {
        this.settings = settings;
        this.child = child;
        this.report = report;
    }

    void run() {
        report.title(
                "From a commit in PostgreSQL to a table that shows it: " + SECONDS + " s of single-row transactions,"
                        + " one insert and one update in turn, into a table of " + ROWS + " rows");
        report.header(List.of(
                "table",
                "changes per s",
                "updates",
                "p50 s",
                "p99 s",
                "slowest s",
                "CPU s of the process",
                "peak MiB"));
        for (int rate : RATES) {
            report.progress(rate + " changes per second");
            Path folder = settings.work().resolve("server-" + rate);
            try (LocalPostgres server = LocalPostgres.start(folder)) {
                once(server, rate);
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
            Benchmarks.remove(folder);
        }
        report.load();
    }

    private void once(LocalPostgres server, int rate) throws SQLException, IOException {
        try (Connection sql = DriverManager.getConnection(server.url());
                Statement statement = sql.createStatement()) {
            statement.execute("create table orders (id bigint primary key, customer int, price numeric(10,2), at"
                    + " timestamptz default now())");
            statement.execute("insert into orders select n, n %% %d, n / 100.0 from generate_series(1, %d) n"
                    .formatted(CUSTOMERS, ROWS));
        }
        Path project = project(server);
        child.ingot(project, List.of("run"));
        Measured run = followed(server, project, rate);
        String told = child.bareIngot(project, List.of("freshness", "--hours", "1", "--output", "json"))
                .output();
        tell("bronze.orders", "pipeline.bench.orders", rate, told, run);
        tell("silver.orders", "model.bench.orders", rate, told, run);
        tell("gold.customers", "model.bench.customers", rate, told, run);
    }

    /** Lets the process follow while another thread writes. */
    private Measured followed(LocalPostgres server, Path project, int rate) throws SQLException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (Connection sql = DriverManager.getConnection(server.url());
                Writer writer = new Writer(sql, rate * TICK_MILLIS / 1000)) {
            ScheduledFuture<?> writing =
                    clock.scheduleAtFixedRate(writer, BEFORE_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            Measured run = child.ingot(
                    project, List.of("run", "--continuous", "--for", Integer.toString(SECONDS + BEFORE_MILLIS / 1000)));
            if (writing.isDone()) {
                writing.get();
            }
            return run;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the writer ended", e);
        } finally {
            clock.shutdownNow();
        }
    }

    /** Some changes at a time, each a transaction of its own. */
    private static final class Writer implements Runnable, AutoCloseable {

        private final PreparedStatement insert;
        private final PreparedStatement update;
        private final int each;
        private long next = ROWS;

        Writer(Connection sql, int each) throws SQLException {
            this.each = each;
            this.insert = sql.prepareStatement("insert into orders values (?, ? % " + CUSTOMERS + ", 1)");
            this.update = sql.prepareStatement("update orders set price = price + 1 where id = ? - " + ROWS / 2);
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < each; i++) {
                    next++;
                    PreparedStatement change = next % 2 == 0 ? insert : update;
                    change.setLong(1, next);
                    if (change == insert) {
                        change.setLong(2, next);
                    }
                    change.executeUpdate();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws SQLException {
            insert.close();
            update.close();
        }
    }

    private void tell(String table, String node, int rate, String told, Measured run) {
        Matcher row = Pattern.compile("\\{[^{}]*\"" + Pattern.quote(node) + "\"[^{}]*\\}")
                .matcher(told);
        if (!row.find()) {
            throw new IllegalStateException("nothing was measured of " + table + ":\n" + told);
        }
        report.row(List.of(
                "`" + table + "`",
                Integer.toString(rate),
                value(row.group(), "updates"),
                value(row.group(), "p50"),
                value(row.group(), "p99"),
                value(row.group(), "slowest"),
                Spread.number(run.processCpu(), 1),
                Spread.number(run.peakMb(), 0)));
    }

    private static String value(String row, String key) {
        Matcher value = Pattern.compile("\"" + key + "\"\\s*:\\s*([0-9.]+)").matcher(row);
        if (!value.find()) {
            throw new IllegalStateException("no " + key + " in " + row);
        }
        return value.group(1);
    }

    private Path project(LocalPostgres server) {
        Path project = Projects.following(settings, server);
        write(project.resolve("dbt_project.yml"), """
                name: bench
                version: "1.0"
                models:
                  bench:
                    silver: {+schema: silver, +materialized: latest}
                    gold: {+schema: gold}
                """);
        write(project.resolve("models/sources.yml"), """
                version: 2
                sources:
                  - name: bronze
                    tables: [{name: orders}]
                """);
        write(
                project.resolve("models/silver/orders.sql"),
                "{{ config(unique_key='id') }}\nselect * from " + LOG + "\n");
        write(project.resolve("models/gold/customers.sql"), GOLD);
        return project;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
