package dev.ingot.cdc;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * How to reach the database. Immutable.
 *
 * @param connection its name in the project, for messages
 */
record Server(String connection, Map<String, Object> options) {

    Server {
        options = Map.copyOf(options);
    }

    /** Begins a query: {@code tables} has the id of the table that is the parameter, and of its partitions. Takes no lock. */
    static final String WITH_PARTITIONS = """
            WITH RECURSIVE tables(id) AS (
                SELECT to_regclass(?)::oid
                UNION ALL
                SELECT inhrelid FROM pg_inherits JOIN tables ON inhparent = id
            )
            """;

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    String user() {
        return String.valueOf(options.get("user"));
    }

    String database() {
        return String.valueOf(options.get("database"));
    }

    /** A connection for SQL. */
    Connection sql() {
        return connect(new Properties());
    }

    /** A connection that also understands replication commands. */
    Connection replication() {
        Properties properties = new Properties();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        // A load between two readings may take longer than the server waits for a sign of life.
        PGProperty.OPTIONS.set(properties, "-c wal_sender_timeout=30min");
        return connect(properties);
    }

    private Connection connect(Properties properties) {
        PGProperty.USER.set(properties, user());
        if (options.get("password") instanceof String password) {
            PGProperty.PASSWORD.set(properties, password);
        }
        PGProperty.SSL_MODE.set(properties, String.valueOf(options.get("sslmode")));
        PGProperty.APPLICATION_NAME.set(properties, "ingot");
        PGProperty.CONNECT_TIMEOUT.set(properties, "10");
        PGProperty.TCP_KEEP_ALIVE.set(properties, "true");
        String url = "jdbc:postgresql://" + options.get("host") + ":" + options.get("port") + "/" + database();
        try {
            Connection opened = new Driver().connect(url, properties);
            if (opened == null) {
                throw new IllegalStateException("the driver does not take " + url);
            }
            return opened;
        } catch (SQLException e) {
            if (PGProperty.REPLICATION.getOrDefault(properties) != null && "42501".equals(e.getSQLState())) {
                throw new IngotException(mayNotReadLog(), e);
            }
            Problem problem = Problem.of(
                            CdcError.UNREACHABLE,
                            "The connection '" + connection + "' cannot be opened: " + options.get("host") + ":"
                                    + options.get("port") + ", database " + database() + ", user " + user() + ".")
                    .because(e.getMessage())
                    .fix("Check host, port, database, user and password, and the server's pg_hba.conf.");
            throw new IngotException(problem, e);
        }
    }

    Problem mayNotReadLog() {
        return Problem.of(CdcError.NOT_READY, "The user " + user() + " may not read the server's log.")
                .fix("As a superuser: ALTER ROLE " + id(user()) + " REPLICATION;");
    }

    /** The rows of a query. */
    static <T> List<T> rows(Connection connection, String sql, RowReader<T> reader, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw failed(e, "A query on the source");
        }
    }

    /** The one value of a query. */
    static String one(Connection connection, String sql, Object... values) {
        return String.valueOf(
                rows(connection, sql, row -> row.getString(1), values).get(0));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the server refused, with the kind that says whether trying again helps. */
    static IngotException failed(SQLException e, String what) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        ErrorCode code = CdcError.DATABASE;
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
            code = CdcError.UNREACHABLE;
        } else if (state.equals("55006")) {
            code = CdcError.SLOT_BUSY;
        }
        return new IngotException(Problem.of(code, what + " failed.").because(message(e)), e);
    }

    /** Ends what another thread waits for. */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            System.getLogger(Server.class.getName()).log(System.Logger.Level.DEBUG, "aborting", e);
        }
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // What counts is committed elsewhere; a broken connection was told by what used it.
            System.getLogger(Server.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
        }
    }

    private static @Nullable String message(SQLException e) {
        return e.getMessage();
    }

    /** A table as SQL writes it. */
    static String id(CapturedTable table) {
        return table.sql(Server::id);
    }

    /** A name as SQL writes it. */
    static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
