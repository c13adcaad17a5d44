package dev.ingot.cdc;

import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import dev.ingot.cdc.BinlogPosition.Rest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was at one place of the binary log, in a transaction that stays at this place while it is read, in parts
 * by ranges of its primary key. A table whose key does not serve for that is read in one piece. For one thread, except
 * {@link #abort}.
 */
final class BinlogSnapshot implements TableSnapshot {

    private static final int ROWS_AT_ONCE = 1000;

    /** Of a row, where the server does not say. */
    private static final long USUAL_BYTES = 100;

    private final Connection sql;
    private final CapturedTable table;
    private final BinlogPosition at;
    private final List<CatalogColumn> columns;
    private final BinlogKey key;
    private final long bytes;
    private long rowsOfPart;

    private BinlogSnapshot(
            BinlogServer server,
            Connection sql,
            BinlogVersion version,
            CapturedTable table,
            BinlogLogs.End end,
            long bytes) {
        this.sql = sql;
        this.table = table;
        this.bytes = bytes;
        this.columns = BinlogColumns.of(sql, table).stream()
                .filter(column -> !column.computed())
                .toList();
        this.key = BinlogKey.of(sql, table, columns);
        this.rowsOfPart = Math.max(1, bytes / bytesOfRow());
        this.at = new BinlogPosition(
                BinlogLogs.server(sql, version),
                end.file(),
                end.offset(),
                BinlogLogs.birth(server, end.file()),
                "",
                table.toString(),
                new Rest(key.description(), List.of(), 0));
    }

    private long bytesOfRow() {
        return Server.rows(
                        sql,
                        "SELECT avg_row_length FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                        row -> row.getLong(1),
                        table.schema(),
                        table.name())
                .stream()
                .filter(length -> length > 0)
                .findFirst()
                .orElse(USUAL_BYTES);
    }

    /**
     * @param bytes about the size of a part
     */
    static BinlogSnapshot take(BinlogServer server, CapturedTable table, long bytes) {
        Connection sql = server.sql();
        try {
            Server.execute(sql, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            BinlogVersion version = BinlogVersion.of(sql);
            BinlogLogs.End end = version.mariaDb() ? begin(sql) : beginLocked(server, version, sql, table);
            // From here on nobody can change how the table is made.
            Server.rows(sql, "SELECT 1 FROM " + BinlogServer.id(table) + " LIMIT 0", row -> 1);
            return new BinlogSnapshot(server, sql, version, table, end, bytes);
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
    private static BinlogLogs.End beginLocked(
            BinlogServer server, BinlogVersion version, Connection sql, CapturedTable table) throws SQLException {
        try (Connection lock = server.sql()) {
            Server.execute(lock, "SET SESSION lock_wait_timeout = 60");
            Server.execute(lock, "LOCK TABLES " + BinlogServer.id(table) + " READ");
            Server.execute(sql, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
            BinlogLogs.End end = BinlogLogs.end(lock, version);
            Server.execute(lock, "UNLOCK TABLES");
            return end;
        }
    }

    @Override
    public BinlogPosition at() {
        return at;
    }

    @Override
    public Part read(Position behind, WorkFiles work) {
        BinlogPosition from = (BinlogPosition) behind;
        Rest rest = Objects.requireNonNull(from.rest());
        if (!rest.key().equals(key.description())) {
            throw table.lost("It was being read for the first time, in the order of its primary key (" + rest.key()
                    + "), and the key is another one now.");
        }
        return PartFile.make(work, table, file -> fill(file, from, rest));
    }

    private Part fill(PartFile out, BinlogPosition from, Rest rest) throws SQLException, IOException {
        long most = rowsOfPart;
        String select = "SELECT " + columns.stream().map(CatalogColumn::sql).collect(Collectors.joining(", "))
                + " FROM " + BinlogServer.id(table) + (key.isEmpty() ? "" : key.behind(rest.after(), most));
        try (Statement statement = sql.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            try (ResultSet rows = statement.executeQuery(select)) {
                while (rows.next()) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = columns.get(i).value(rows, i + 1);
                    }
                    out.row(row);
                }
            }
            boolean last = key.isEmpty() || out.rows() < most;
            if (!last) {
                rowsOfPart = Math.max(1, most * bytes / Math.max(1, out.bytes()));
            }
            Rest next = last ? null : new Rest(rest.key(), key.values(row), rest.rows() + out.rows());
            List<ChunkColumn> texts = BinlogColumns.shape(table, columns).columns().stream()
                    .map(column -> new ChunkColumn(column.column(), As.TEXT, null))
                    .toList();
            return out.finish(table, texts, at.place(), rest.rows(), from.behind(next));
        }
    }

    @Override
    public void abort() {
        Server.abort(sql);
    }

    @Override
    public void close() {
        Server.closeQuietly(sql);
    }
}
