package dev.ingot.postgres;

import dev.ingot.api.warehouse.Warehouse;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL, started once for all tests of the process; each test gets a database of its own. */
final class Servers {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Servers() {}

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().start();
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

    /** The options of a connection to a new, empty database. */
    static Map<String, Object> database() {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Map.of("host", "localhost", "port", (long) SERVER.getPort(), "user", "postgres", "database", name);
    }

    static Warehouse open(Map<String, Object> options, InstantSource clock) {
        return new PostgresPlugin().open("warehouse", options, Path.of(""), Path.of(""), clock);
    }

    static Warehouse fresh(String name, InstantSource clock) {
        return new PostgresPlugin().open(name, database(), Path.of(""), Path.of(""), clock);
    }
}
