package dev.ingot.cdc;

import dev.ingot.api.source.SourcePlugin;
import dev.ingot.testing.BinlogServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on a real MariaDB or MySQL. */
final class BinlogDatabase implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final BinlogServers server;
    private final String name = "source_" + NUMBER.incrementAndGet();
    private final Connection connection;

    BinlogDatabase(BinlogServers server) {
        this.server = server;
        try {
            connection = server.connect("root");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        run("CREATE DATABASE " + name + " CHARACTER SET utf8mb4", "USE " + name);
    }

    String name() {
        return name;
    }

    Connection connect() throws SQLException {
        Connection another = server.connect("root");
        Server.execute(another, "USE " + name);
        return another;
    }

    Map<String, Object> options() {
        return new HashMap<>(Map.of(
                "host", "127.0.0.1",
                "port", (long) server.running().orElseThrow().port(),
                "user", "ingot",
                "password", "secret",
                "database", name,
                "sslmode", "disable"));
    }

    SourcePlugin plugin() {
        return server == BinlogServers.MARIADB ? new MariaDbCdcPlugin() : new MySqlCdcPlugin();
    }

    Flow flow(Path folder, String table) {
        return new Flow(folder, plugin(), options(), table);
    }

    BinlogDatabase run(String... statements) {
        try {
            for (String sql : statements) {
                Server.execute(connection, sql);
            }
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each row as its values with bars between. */
    List<String> rows(String sql) {
        return Database.rows(connection, sql);
    }

    /** Removes all files but the last; a server may need a moment until it can do without one. */
    void removeLogs() {
        List<String> old = logs();
        for (int i = 0; i < 1000 && logs().stream().anyMatch(old::contains); i++) {
            run("FLUSH BINARY LOGS");
            List<String> now = logs();
            run("PURGE BINARY LOGS TO '" + now.get(now.size() - 1) + "'");
        }
    }

    private List<String> logs() {
        return rows("SHOW BINARY LOGS").stream()
                .map(log -> log.substring(0, log.indexOf('|')))
                .toList();
    }

    @Override
    public void close() {
        run("DROP DATABASE " + name);
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
