package dev.ingot.cdc;

import dev.ingot.api.source.Relation;
import dev.ingot.api.table.Column;
import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was at one place of the binary log, in a transaction that stays at this place while the engine takes the
 * rows. For one thread.
 */
final class BinlogSnapshot implements AutoCloseable {

    private static final int ROWS_AT_ONCE = 1000;

    private final Connection sql;
    private final SourceTable table;
    private final BinlogLogs.End at;
    private final List<CatalogColumn> columns;

    private BinlogSnapshot(Connection sql, SourceTable table, BinlogLogs.End at) {
        this.sql = sql;
        this.table = table;
        this.at = at;
        this.columns = BinlogColumns.of(sql, table).stream()
                .filter(column -> !column.computed())
                .toList();
    }

    static BinlogSnapshot take(BinlogServer server, SourceTable table) {
        Connection sql = server.sql();
        try {
            Server.execute(sql, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            BinlogLogs.End at = BinlogLogs.isMariaDb(sql) ? begin(sql) : beginLocked(server, sql, table);
            // From here on nobody can change how the table is made.
            Server.rows(sql, "SELECT 1 FROM " + table.sql() + " LIMIT 0", row -> 1);
            return new BinlogSnapshot(sql, table, at);
        } catch (SQLException e) {
            Server.closeQuietly(sql);
            throw Server.failed(e, "Taking a snapshot of " + table);
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    /** MariaDB knows the place in the log that a consistent snapshot belongs to. */
    private static BinlogLogs.End begin(Connection sql) throws SQLException {
        Server.execute(sql, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
        return new BinlogLogs.End(
                status(sql, "binlog_snapshot_file"), Long.parseLong(status(sql, "binlog_snapshot_position")));
    }

    private static String status(Connection sql, String name) {
        return Server.rows(sql, "SHOW STATUS LIKE '" + name + "'", row -> row.getString(2))
                .get(0);
    }

    /** MySQL does not: writers of this one table wait for the moment in which both are taken. */
    private static BinlogLogs.End beginLocked(BinlogServer server, Connection sql, SourceTable table)
            throws SQLException {
        try (Connection lock = server.sql()) {
            Server.execute(lock, "SET SESSION lock_wait_timeout = 60");
            Server.execute(lock, "LOCK TABLES " + table.sql() + " READ");
            Server.execute(sql, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
            BinlogLogs.End end = BinlogLogs.end(lock);
            Server.execute(lock, "UNLOCK TABLES");
            return end;
        }
    }

    BinlogLogs.End at() {
        return at;
    }

    Relation.Rows relation() {
        List<Column> all = Stream.concat(
                        ChangeLog.OWN.stream(),
                        BinlogColumns.shape(table, columns).columns().stream().map(ShapeColumn::column))
                .toList();
        return new Relation.Rows(table.toString(), all, this::rows, 0);
    }

    private Iterator<Object[]> rows() {
        String select = columns.stream().map(CatalogColumn::sql).collect(Collectors.joining(", "));
        try {
            Statement statement = sql.createStatement();
            statement.setFetchSize(ROWS_AT_ONCE);
            return new Rows(statement.executeQuery("SELECT " + select + " FROM " + table.sql()));
        } catch (SQLException e) {
            throw Server.failed(e, "Reading " + table);
        }
    }

    private final class Rows implements Iterator<Object[]> {
        private final ResultSet rows;
        private final TableShape shape = BinlogColumns.shape(table, columns);
        private boolean there;
        private long ordinal;

        Rows(ResultSet rows) throws SQLException {
            this.rows = rows;
            this.there = rows.next();
        }

        @Override
        public boolean hasNext() {
            return there;
        }

        @Override
        public Object[] next() {
            if (!there) {
                throw new NoSuchElementException();
            }
            try {
                List<@Nullable Object> values = new ArrayList<>(columns.size());
                for (int i = 0; i < columns.size(); i++) {
                    values.add(columns.get(i).value(rows, i + 1));
                }
                there = rows.next();
                return ChangeLog.snapshotRow(shape, values, at.place(), ++ordinal);
            } catch (SQLException e) {
                throw Server.failed(e, "Reading " + table);
            }
        }
    }

    @Override
    public void close() {
        Server.closeQuietly(sql);
    }
}
