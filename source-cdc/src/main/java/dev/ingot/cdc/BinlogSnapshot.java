package dev.ingot.cdc;

import dev.ingot.api.source.Relation;
import dev.ingot.api.table.Column;
import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as it was at one place of the binary log, in a transaction that stays at this place while it is read. For one
 * thread, except {@link #abort}.
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

    /** Reads all of it into a file that the engine reads by itself. */
    Relation.Dump read(Path file) {
        String select = columns.stream().map(CatalogColumn::sql).collect(Collectors.joining(", "));
        List<Column> all = ChangeLog.columns(BinlogColumns.shape(table, columns));
        try (Statement statement = sql.createStatement();
                DumpFile out = new DumpFile(file)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            String place = Long.toString(at.place());
            try (ResultSet rows = statement.executeQuery("SELECT " + select + " FROM " + table.sql())) {
                while (rows.next()) {
                    out.row(place);
                    for (int i = 0; i < columns.size(); i++) {
                        out.value(columns.get(i).value(rows, i + 1));
                    }
                }
            }
            out.finish();
            return new Relation.Dump(table.toString(), all, file, out.rows(), out.longest());
        } catch (SQLException e) {
            throw Server.failed(e, "Reading " + table);
        } catch (IOException e) {
            throw Spool.failed(e);
        }
    }

    /** Ends a reading that waits; called by another thread. */
    void abort() {
        try {
            sql.abort(Runnable::run);
        } catch (SQLException e) {
            System.getLogger(BinlogSnapshot.class.getName()).log(System.Logger.Level.DEBUG, "aborting", e);
        }
    }

    @Override
    public void close() {
        Server.closeQuietly(sql);
    }
}
