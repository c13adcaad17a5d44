package dev.ingot.postgres.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import dev.ingot.sql.SqlWords;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL. Thread-safe. */
public final class PostgresDialect implements Dialect {

    /** Words, beside those of a select, with which a statement begins that reads. */
    private static final Set<String> READING = Set.of("TABLE", "SHOW", "EXPLAIN");

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);

    /** The first half of the advisory locks that processes hold: "ingo" in ASCII. */
    private static final int LOCKS = 0x696e676f;

    private final PostgresOptions options;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private @Nullable Connection keeper;

    public PostgresDialect(PostgresOptions options) {
        this.options = options;
    }

    @Override
    public Connection connect() throws SQLException {
        Connection free = idle.poll();
        if (free != null) {
            return free;
        }
        Connection connection = DriverManager.getConnection(options.url(), options.properties());
        if (options.role() != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set role " + Sql.id(options.role()));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    @Override
    public void release(Connection connection) {
        try {
            if (!connection.isClosed()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("discard temp; reset all");
                }
                idle.push(connection);
            }
        } catch (SQLException e) {
            LOG.debug("A connection was not fit to be used again", e);
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection was already gone", e);
        }
    }

    @Override
    public IngotException failure(SQLException failure, String executed, String written) {
        return PostgresFailures.translate(
                failure, executed, written, options.url().replace("jdbc:", ""));
    }

    @Override
    public String limited(String query, long limit) {
        return query;
    }

    @Override
    public Rows rows(ResultSet result, int limit) throws SQLException {
        return PostgresRows.read(result, limit);
    }

    @Override
    public List<Column> columns(ResultSetMetaData meta) throws SQLException {
        return PostgresTypes.columns(meta);
    }

    @Override
    public String type(DataType type) {
        return PostgresTypes.sql(type);
    }

    @Override
    public String comparable(String expression, DataType type) {
        return PostgresTypes.comparable(type) ? expression : expression + "::text";
    }

    @Override
    public String moment(Instant instant, @Nullable DataType type) {
        return type == DataType.Simple.TIMESTAMP
                ? "timestamp with time zone " + Sql.text(instant.toString())
                : "timestamp "
                        + Sql.text(instant.atOffset(ZoneOffset.UTC)
                                .toLocalDateTime()
                                .toString());
    }

    @Override
    public List<Relation> relations(Jdbc jdbc, @Nullable TableName only) {
        return new PostgresCatalog(jdbc).relations(only);
    }

    @Override
    public boolean hasSchema(Jdbc jdbc, String schema) {
        return jdbc.number("select count(*) from pg_namespace where nspname = " + Sql.text(schema)) > 0;
    }

    @Override
    public void fill(
            Connection connection, String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows)
            throws SQLException {
        String name = Sql.id(table);
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists pg_temp." + name);
            statement.execute("create temporary table " + name + " (ingot_row bigint, "
                    + columns.stream().map(column -> Sql.id(column) + " text").collect(Collectors.joining(", ")) + ")");
        }
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + name + " from stdin with (encoding 'utf8')");
        try {
            long number = 0;
            for (List<@Nullable String> row : rows) {
                StringBuilder line = new StringBuilder().append(number++);
                row.forEach(value -> line.append('\t').append(value == null ? "\\N" : escaped(value)));
                byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    @Override
    public String createTable(TableDesign design) {
        return design.unlogged() ? "create unlogged table" : "create table";
    }

    @Override
    public void view(Jdbc jdbc, TableName name, String select) {
        try {
            jdbc.execute(
                    "create or replace view " + name.quoted() + " as\n" + select,
                    select,
                    dev.ingot.api.run.StepControl.NONE);
        } catch (IngotException failure) {
            String state = failure.getCause() instanceof SQLException cause ? cause.getSQLState() : "";
            // Other columns, or something else under this name: it has to be made anew.
            if (!"42P16".equals(state) && !"42809".equals(state)) {
                throw failure;
            }
            LOG.debug("{} is replaced, since it cannot be changed", name, failure);
            jdbc.atomically(() -> {
                PostgresCatalog catalog = new PostgresCatalog(jdbc);
                List<PostgresCatalog.Dependent> dependents = catalog.detach(name, LOCKS);
                catalog.drop(name);
                jdbc.execute(
                        "create view " + name.quoted() + " as\n" + select, select, dev.ingot.api.run.StepControl.NONE);
                catalog.restore(dependents);
            });
        }
    }

    @Override
    public void swap(Jdbc jdbc, TableName aside, TableName target, @Nullable Kind existing) {
        PostgresCatalog catalog = new PostgresCatalog(jdbc);
        List<PostgresCatalog.Dependent> dependents = existing == null ? List.of() : catalog.detach(target, LOCKS);
        if (existing != null) {
            catalog.drop(target);
        }
        jdbc.execute("alter table " + aside.quoted() + " rename to " + Sql.id(target.name()));
        catalog.restore(dependents);
    }

    @Override
    public void drop(Jdbc jdbc, TableName name, Kind kind) {
        new PostgresCatalog(jdbc).drop(name);
    }

    @Override
    public void lock(Jdbc jdbc, TableName table) {
        jdbc.execute("lock table " + table.quoted() + " in share row exclusive mode");
    }

    /** COPY and DO are no matter of a transaction's rights, so the first word counts as well. */
    @Override
    public void beginReading(Jdbc jdbc, String sql) {
        if (!SqlWords.isSelect(sql) && !READING.contains(SqlWords.first(sql))) {
            throw Problem.of(SqlError.READ_ONLY, "This statement is no query.")
                    .because("A query begins with SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN.")
                    .fix("Leave one query without anything that writes, or make it a model.")
                    .toException();
        }
        // Not one transaction: after a failure names are looked up on the same connection.
        jdbc.execute("set default_transaction_read_only = on");
    }

    @Override
    public void endReading(Jdbc jdbc) {
        jdbc.execute("reset default_transaction_read_only");
    }

    @Override
    public synchronized void live(String process) {
        try {
            Connection connection = connect();
            keeper = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(" + LOCKS + ", " + key(process) + ")");
            }
        } catch (SQLException e) {
            throw failure(e, "", "");
        }
    }

    @Override
    public boolean gone(Jdbc jdbc, String process) {
        String lock = "(" + LOCKS + ", " + key(process) + ")";
        boolean free = jdbc.rows("select pg_try_advisory_lock" + lock, row -> row.getBoolean(1))
                .get(0);
        if (free) {
            jdbc.rows("select pg_advisory_unlock" + lock, row -> row.getBoolean(1));
        }
        return free;
    }

    private static int key(String process) {
        return Integer.parseUnsignedInt(process, 16);
    }

    @Override
    public synchronized void close() {
        if (keeper != null) {
            close(keeper);
        }
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            close(connection);
        }
    }
}
