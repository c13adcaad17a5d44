package dev.ingot.cdc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/** A database of its own on a real PostgreSQL, which is started once for all tests of the process. */
final class Database implements AutoCloseable {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "source_" + NUMBER.incrementAndGet();
    private final Connection connection;

    Database() {
        try (Connection admin = SERVER.getPostgresDatabase().getConnection()) {
            Server.execute(admin, "CREATE DATABASE " + name);
            connection = connect();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_replication_slots", "50")
                    .setServerConfig("max_wal_senders", "50")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connect() throws SQLException {
        return SERVER.getDatabase("postgres", name).getConnection();
    }

    /** Of a connection of type postgres-cdc. */
    Map<String, Object> options() {
        return new HashMap<>(Map.of(
                "host",
                "localhost",
                "port",
                (long) SERVER.getPort(),
                "user",
                "postgres",
                "database",
                name,
                "sslmode",
                "disable"));
    }

    Database run(String... statements) {
        try {
            for (String sql : statements) {
                Server.execute(connection, sql);
            }
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads lines of COPY's text format. */
    void copy(String table, String lines) {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN", new java.io.StringReader(lines));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each row as its values with bars between. */
    List<String> rows(String sql) {
        return rows(connection, sql);
    }

    /** The same of any server. */
    static List<String> rows(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values.stream().map(String::valueOf).toList()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()"
                + " AND active_pid IS NULL");
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
