package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DuckDB file, or a database in memory. DuckDB lets one process write a file, so what is left over is nobody's. */
public final class DuckFile implements Dialect {

    private static final Logger LOG = LoggerFactory.getLogger(DuckFile.class);

    private final DuckDBConnection root;

    private DuckFile(DuckDBConnection root) {
        this.root = root;
    }

    public static DuckFile open(Map<String, Object> options, Path project, Path work) {
        String path = String.valueOf(options.getOrDefault("path", ":memory:"));
        String file =
                path.startsWith(":memory:") ? "" : made(project.resolve(path)).toString();
        Properties properties = new Properties();
        // Files that models name are looked for in the project, wherever the command was called.
        properties.put("file_search_path", project.toAbsolutePath().toString());
        properties.put("temp_directory", work.resolve("duckdb").toString());
        properties.put("autoinstall_known_extensions", "false");
        properties.put("autoload_known_extensions", "false");
        properties.put("async_threads", DuckDb.ASYNC_THREADS);
        for (String setting : List.of("threads", "memory_limit")) {
            if (options.get(setting) instanceof Long value) {
                properties.put(setting, setting.equals("threads") ? value.toString() : value + "B");
            }
        }
        try {
            DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, properties);
            try (Statement statement = root.createStatement()) {
                statement.execute("SET GLOBAL TimeZone = 'UTC'");
                if (options.get("settings") instanceof Map<?, ?> settings) {
                    for (Map.Entry<?, ?> setting : settings.entrySet()) {
                        statement.execute(
                                "SET GLOBAL " + Sql.id(setting.getKey().toString()) + " = "
                                        + Sql.text(setting.getValue().toString()));
                    }
                }
            } catch (SQLException e) {
                root.close();
                throw e;
            }
            return new DuckFile(root);
        } catch (SQLException e) {
            throw SqlFailures.translate(e, "", "");
        }
    }

    /** The file, with its folder. */
    private static Path made(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().normalize().getParent());
            return file;
        } catch (IOException e) {
            throw Problem.of(LakeError.DISK, "The folder of the database " + file + " cannot be made.")
                    .because(e.toString())
                    .toException();
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return root.duplicate();
    }

    @Override
    public void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection was already gone", e);
        }
    }

    @Override
    public IngotException failure(SQLException failure, String executed, String written) {
        IngotException told = SqlFailures.translate(failure, executed, written);
        boolean conflict = String.valueOf(failure.getMessage()).startsWith("TransactionContext Error");
        return conflict
                ? new IngotException(
                        new Problem(
                                SqlError.CONFLICT,
                                told.first().what(),
                                null,
                                told.first().why(),
                                "Build it again; a run does so by itself."),
                        failure)
                : told;
    }

    @Override
    public String limited(String query, long limit) {
        return "SELECT * FROM (\n" + query + "\n) LIMIT " + limit;
    }

    @Override
    public Rows rows(ResultSet result, int limit) throws SQLException {
        return RowReader.read(result, limit);
    }

    @Override
    public List<Column> columns(ResultSetMetaData meta) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(Column.of(meta.getColumnName(i), exact(meta.getColumnTypeName(i))));
        }
        return columns;
    }

    /** Our type where it is the very same, so that nothing is lost when it is written back. */
    private static DataType exact(String type) {
        if (type.equals("\"NULL\"")) {
            return new DataType.Native("INTEGER");
        }
        return DuckTypes.parse(type)
                .filter(known -> DuckTypes.sql(known).equals(type))
                .orElseGet(() -> new DataType.Native(type));
    }

    @Override
    public String type(DataType type) {
        return DuckTypes.sql(type);
    }

    @Override
    public String comparable(String expression, DataType type) {
        return expression;
    }

    @Override
    public String moment(Instant instant, @Nullable DataType type) {
        return type == null || type == DataType.Simple.TIMESTAMP
                ? "TIMESTAMP WITH TIME ZONE " + Sql.text(instant.toString())
                : "TIMESTAMP "
                        + Sql.text(instant.atOffset(ZoneOffset.UTC)
                                .toLocalDateTime()
                                .toString());
    }

    @Override
    public List<Relation> relations(Jdbc jdbc, @Nullable TableName only) {
        String which = only == null
                ? ""
                : " and lower(c.schema_name) = lower(" + Sql.text(only.schema()) + ") and lower(c.table_name) = lower("
                        + Sql.text(only.name()) + ")";
        Map<Relation, List<Column>> columns = new LinkedHashMap<>();
        jdbc.rows(
                "select c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable, v.sql"
                        + " from duckdb_columns() c left join duckdb_views() v on v.database_name = c.database_name"
                        + " and v.schema_name = c.schema_name and v.view_name = c.table_name"
                        + " where c.database_name = current_database() and not c.internal" + which
                        + " order by c.schema_name, c.table_name, c.column_index",
                row -> {
                    String sql = row.getString(6);
                    Relation relation = new Relation(
                            TableName.of(row.getString(1), row.getString(2)),
                            sql == null ? Kind.TABLE : Kind.VIEW,
                            List.of(),
                            0,
                            sql);
                    return columns.computeIfAbsent(relation, any -> new ArrayList<>())
                            .add(new Column(row.getString(3), exact(row.getString(4)), row.getBoolean(5)));
                });
        return columns.entrySet().stream()
                .map(entry -> new Relation(
                        entry.getKey().name(),
                        entry.getKey().kind(),
                        entry.getValue(),
                        0,
                        entry.getKey().definition()))
                .toList();
    }

    @Override
    public boolean hasSchema(Jdbc jdbc, String schema) {
        return jdbc.number("select count(*) from duckdb_schemas() where database_name = current_database()"
                        + " and lower(schema_name) = lower(" + Sql.text(schema) + ")")
                > 0;
    }

    @Override
    public void fill(
            Connection connection, String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows)
            throws SQLException {
        DuckRows.fill(connection.unwrap(DuckDBConnection.class), "temp", table, columns, rows);
    }

    @Override
    public String createTable(TableDesign design) {
        return "create table";
    }

    @Override
    public void view(Jdbc jdbc, TableName name, String select) {
        String create = "create or replace view " + name.quoted() + " as (\n" + select + "\n)";
        try {
            jdbc.execute(create, select, StepControl.NONE);
        } catch (IngotException e) {
            // To ask first would cost a look at the whole catalog for each view.
            if (relations(jdbc, name).stream().noneMatch(relation -> relation.kind() == Kind.TABLE)) {
                throw e;
            }
            jdbc.atomically(() -> {
                drop(jdbc, name, Kind.TABLE);
                jdbc.execute(create, select, StepControl.NONE);
            });
        }
    }

    @Override
    public void swap(Jdbc jdbc, TableName aside, TableName target, @Nullable Kind existing) {
        if (existing != null) {
            drop(jdbc, target, existing);
        }
        jdbc.execute("alter table " + aside.quoted() + " rename to " + Sql.id(target.name()));
    }

    @Override
    public void drop(Jdbc jdbc, TableName name, Kind kind) {
        jdbc.execute("drop " + (kind == Kind.VIEW ? "view" : "table") + " if exists " + name.quoted());
    }

    @Override
    public void lock(Jdbc jdbc, TableName table) {
        // Of two transactions that change one table DuckDB refuses the second.
    }

    /** The file is open for builds as well, so the engine cannot be confined; the statement is looked at instead. */
    @Override
    public void beginReading(Jdbc jdbc, String sql) {
        try {
            PlainQuery.requireWithoutFiles(jdbc.connection().unwrap(DuckDBConnection.class), sql);
        } catch (SQLException e) {
            throw failure(e, sql, sql);
        }
    }

    @Override
    public void endReading(Jdbc jdbc) {
        // Nothing was begun.
    }

    @Override
    public void live(String process) {
        // The file's own lock says so.
    }

    @Override
    public boolean gone(Jdbc jdbc, String process) {
        return true;
    }

    @Override
    public void close() {
        release(root);
    }
}
