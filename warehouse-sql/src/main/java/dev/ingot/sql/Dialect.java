package dev.ingot.sql;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.api.warehouse.TableInfo.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database: how to reach it, and where its SQL, its catalog and its failures are its own. Thread-safe. */
public interface Dialect extends AutoCloseable {

    /** A connection that commits each statement; {@link #release} takes it back. */
    Connection connect() throws SQLException;

    void release(Connection connection);

    /**
     * @param executed what the database was given
     * @param written the part of it that a person wrote: places are counted in it
     */
    IngotException failure(SQLException failure, String executed, String written);

    /** The query with a limit in it, where the driver would else fetch the whole result. */
    String limited(String query, long limit);

    Rows rows(ResultSet result, int limit) throws SQLException;

    List<Column> columns(ResultSetMetaData meta) throws SQLException;

    /** The type as the database writes it. */
    String type(DataType type);

    /** An expression that can be compared for equality, also where values of this type cannot. */
    String comparable(String expression, DataType type);

    /** A moment as a literal of this type. */
    String moment(Instant instant, @Nullable DataType type);

    /** Tables and views of all schemas but the system's; only the named one where one is named. */
    List<Relation> relations(Jdbc jdbc, @Nullable TableName only);

    boolean hasSchema(Jdbc jdbc, String schema);

    /** {@link dev.ingot.api.warehouse.Session#fill}. */
    void fill(
            Connection connection, String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows)
            throws SQLException;

    /** {@code create table}, with what the design says of the table as a whole. */
    String createTable(TableDesign design);

    /** Makes or replaces a view; whatever has its name gives way. */
    void view(Jdbc jdbc, TableName name, String select);

    /** Gives a table the place of another relation, or an empty place, inside a transaction. */
    void swap(Jdbc jdbc, TableName aside, TableName target, @Nullable Kind existing);

    void drop(Jdbc jdbc, TableName name, Kind kind);

    /** Keeps other writers, but no readers, from a table until the transaction ends. */
    void lock(Jdbc jdbc, TableName table);

    /**
     * Makes the connection refuse everything but reading, until {@link #endReading}.
     *
     * @throws IngotException where the statement is seen to do more
     */
    void beginReading(Jdbc jdbc, String sql);

    void endReading(Jdbc jdbc);

    /** Lets other processes know that this one lives. */
    void live(String process);

    /** Whether the process is gone, so that what it left may be removed. */
    boolean gone(Jdbc jdbc, String process);

    @Override
    void close();
}
