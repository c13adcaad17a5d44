package dev.ingot.benchmarks;

import dev.ingot.embedded.LocalPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Changes of a PostgreSQL database into committed bronze, beside Debezium with an empty consumer on the same changes; and
 * a table's first snapshot beside the server's own {@code COPY TO STDOUT}.
 */
final class ChangesBenchmark {

    private static final String TABLE =
            "create table orders (id bigint primary key, customer bigint, product text, city"
                    + " text, quantity int, price numeric(10,2), discount numeric(4,2), paid boolean, ordered_at timestamp,"
                    + " shipped_on date, note text, updated_at timestamptz)";
    private static final String ROWS = "select n, n %% 99991, 'product ' || n %% 1000, 'city ' || n %% 400, n %% 9 + 1,"
            + " (n %% 100000) / 100.0, (n %% 30) / 100.0, n %% 2 = 0, timestamp '2024-01-01' + n * interval '1 second',"
            + " date '2024-01-01' + (n %% 365)::int, 'a note, or none' || n, now() from generate_series(%d, %d) n";

    private final Settings settings;
    private final Child child;
    private final Report report;
    private final Map<String, List<Figures>> measured = new LinkedHashMap<>();

    /** What one reading took; peak memory is 0 where it is the server's alone. */
    private record Figures(double wall, double cpu, double peakMb) {}

    ChangesBenchmark(Settings settings, Child child, Report report) {
        this.settings = settings;
        this.child = child;
        this.report = report;
    }

    void run() {
        Debezium debezium = new Debezium(settings, child);
        String why = debezium.prepare();
        if (!why.isEmpty()) {
            report.progress("Without Debezium: " + why);
        }
        long rows = settings.changes();
        for (int i = 0; i < settings.repeat(); i++) {
            report.progress("changes " + (i + 1));
            Path folder = settings.work().resolve("server-" + i);
            try (LocalPostgres server = LocalPostgres.start(folder);
                    Connection sql = DriverManager.getConnection(server.url())) {
                once(server, sql, why.isEmpty() ? debezium : null, rows);
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
            Benchmarks.remove(folder);
        }
        tell(rows);
    }

    private void once(LocalPostgres server, Connection sql, @Nullable Debezium debezium, long rows)
            throws SQLException, IOException {
        execute(sql, TABLE);
        execute(sql, "insert into orders " + ROWS.formatted(1, rows));
        execute(sql, "vacuum analyze orders");
        Path project = Projects.following(settings, server);
        long start = System.nanoTime();
        sql.unwrap(PGConnection.class).getCopyAPI().copyOut("copy orders to stdout", OutputStream.nullOutputStream());
        add("snapshot: `COPY TO STDOUT`, thrown away", new Figures((System.nanoTime() - start) / 1e9, 0, 0));
        add("snapshot: `ingot run`, whole process", ingot(project, rows));

        Path offsets = settings.work().resolve("offsets-" + server.port());
        if (debezium != null) {
            execute(sql, "create publication peer for table orders");
            execute(sql, "select pg_create_logical_replication_slot('peer', 'pgoutput')");
            // A position to begin at: without one it takes where the server is when it starts.
            Thread writer = new Thread(() -> touch(server));
            writer.start();
            debezium.read(server, "peer", offsets, 1);
            writer.interrupt();
        }
        child.ingot(project, List.of("run"));
        for (long from = rows; from < 2 * rows; from += 1000) {
            execute(sql, "insert into orders " + ROWS.formatted(from + 1, Math.min(2 * rows, from + 1000)));
        }
        add("changes: `ingot run`, whole process", ingot(project, rows));
        if (debezium != null) {
            Measured peer = debezium.read(server, "peer", offsets, rows);
            add("changes: Debezium, empty consumer", new Figures(peer.wall(), peer.processCpu(), peer.peakMb()));
        }
    }

    /** One change after the other, so that the peer finds one when it is ready; the server keeps the time. */
    private static void touch(LocalPostgres server) {
        try (Connection sql = DriverManager.getConnection(server.url())) {
            while (!Thread.interrupted()) {
                execute(sql, "update orders set quantity = quantity where id = 1");
                execute(sql, "select pg_sleep(0.2)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Figures ingot(Path project, long rows) {
        Measured run = child.ingot(project, List.of("run"));
        Projects.requireRead(run, rows);
        return new Figures(run.processWall(), run.processCpu(), run.peakMb());
    }

    private void add(String what, Figures figures) {
        measured.computeIfAbsent(what, name -> new ArrayList<>()).add(figures);
    }

    private static void execute(Connection sql, String statement) throws SQLException {
        try (Statement one = sql.createStatement()) {
            one.execute(statement);
        }
    }

    private void tell(long rows) {
        report.title("Changes of PostgreSQL: a table of " + rows + " rows x 12 columns, then as many inserts in"
                + " transactions of 1000");
        report.header(List.of(
                "what", "wall s: median (min..max)", "CPU s: median (min..max)", "rows per s", "peak memory MiB"));
        measured.forEach((name, list) -> report.row(List.of(
                name,
                Spread.of(list, Figures::wall).text(2),
                Spread.of(list, Figures::cpu).text(2),
                Spread.number(rows / Spread.of(list, Figures::wall).median(), 0),
                Spread.number(Spread.of(list, Figures::peakMb).max(), 0))));
        report.load();
    }
}
