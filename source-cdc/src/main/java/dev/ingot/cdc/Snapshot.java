package dev.ingot.cdc;

import dev.ingot.api.source.Relation;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * A table as it was at one place of the log, read with {@code COPY} in ranges of blocks, each into a file that the engine
 * reads by itself. For one thread, except {@link #abort}.
 */
final class Snapshot implements TableSnapshot {

    /** More rows than a block can hold: numbers of rows in different blocks never meet. */
    private static final int ROWS_OF_BLOCK = 1024;

    private static final int BUFFER = 1 << 18;
    private static final byte[] NOTHING_MORE = "\t\\N\t\\N\t\\N\t\\N".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING_BETWEEN = "\t\\N\t\\N\t\\N\t\\N\t".getBytes(StandardCharsets.US_ASCII);

    /** PostgreSQL's usual size of a block; only how large a part is hangs on it. */
    private static final long BLOCK = 8192;

    private final Connection sql;
    private final TableShape shape;
    private final CdcPosition at;
    private final long blocksAtOnce;
    private final boolean inBlocks;
    private final long blocks;

    private Snapshot(Connection sql, CapturedTable table, CdcPosition at, long bytes) {
        this.sql = sql;
        this.shape = shape(sql, table);
        this.at = at;
        this.blocksAtOnce = Math.max(1, bytes / BLOCK);
        this.inBlocks = Server.one(
                        sql,
                        "SELECT relam = (SELECT oid FROM pg_am WHERE amname = 'heap') FROM pg_class WHERE oid ="
                                + " ?::regclass",
                        Server.id(table))
                .equals("t");
        this.blocks = Long.parseLong(Server.one(
                sql, "SELECT pg_relation_size(?::regclass) / current_setting('block_size')::int8", Server.id(table)));
    }

    /**
     * Sees the table as it is now, and knows which changes come after that.
     *
     * @param slot that keeps them
     * @param bytes about the size of a part
     */
    static Snapshot take(Server server, CapturedTable table, String slot, long bytes) {
        Connection sql = server.sql();
        // A slot for a moment: its making says where in the log the snapshot stands.
        String name = "ingot_snapshot_" + UUID.randomUUID().toString().replace('-', '_');
        try (Connection lock = server.sql();
                Connection replication = server.replication()) {
            // No rewrite of the table between slot and snapshot: it would look empty from the snapshot.
            lock.setAutoCommit(false);
            Server.execute(lock, "LOCK TABLE " + Server.id(table) + " IN ACCESS SHARE MODE");
            String system = Slots.system(replication);
            Slots.Created created = Slots.createTemporary(replication, name);
            for (String setting : ChangeStream.SESSION) {
                Server.execute(sql, "SET " + setting);
            }
            Server.execute(sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Server.execute(sql, "SET TRANSACTION SNAPSHOT " + Server.text(created.snapshot()));
            Server.execute(sql, "LOCK TABLE " + Server.id(table) + " IN ACCESS SHARE MODE");
            lock.rollback();
            CdcPosition at = new CdcPosition(system, slot, table.toString(), created.lsn(), 0);
            return new Snapshot(sql, table, at, bytes);
        } catch (SQLException e) {
            Server.closeQuietly(sql);
            throw Server.failed(e, "Taking a snapshot of " + table);
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    /** Its columns now, without those that the server computes and does not publish. */
    private static TableShape shape(Connection connection, CapturedTable table) {
        List<ShapeColumn> columns = Server.rows(
                connection,
                "SELECT attname, atttypid::int8, atttypmod FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                        + " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                row -> new ShapeColumn(row.getString(1), TableShape.type((int) row.getLong(2), row.getInt(3)), false),
                Server.id(table));
        return new TableShape(table.schema(), table.name(), columns);
    }

    @Override
    public CdcPosition at() {
        return at;
    }

    /** The last part takes all that there is. */
    @Override
    public Part read(Position behind, Path work) {
        CdcPosition position = (CdcPosition) behind;
        long from = position.block();
        long next = from + blocksAtOnce;
        boolean last = !inBlocks || next >= blocks;
        try {
            Files.createDirectories(work);
            Path file = Files.createTempFile(work, "snapshot-", ".copy");
            try {
                return new Part(copy(from, last ? -1 : next, file), position.at(last ? CdcPosition.WHOLE : next));
            } catch (SQLException | IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (SQLException e) {
            throw Server.failed(e, "Reading " + shape.schema() + "." + shape.table());
        } catch (IOException e) {
            throw Spool.failed(e);
        }
    }

    /** Each row gets the columns of a change log before its own. */
    private Relation.Dump copy(long from, long to, Path file) throws SQLException, IOException {
        long rows = 0;
        int longest = 0;
        byte[] place = ("r\t" + at.place() + "\t").getBytes(StandardCharsets.US_ASCII);
        CopyOut copy = sql.unwrap(PGConnection.class).getCopyAPI().copyOut(statement(from, to));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            for (byte @Nullable [] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                rows++;
                byte[] ordinal = Long.toString(from * ROWS_OF_BLOCK + rows).getBytes(StandardCharsets.US_ASCII);
                out.write(place);
                out.write(ordinal);
                out.write(shape.columns().isEmpty() ? NOTHING_MORE : NOTHING_BETWEEN);
                out.write(line);
                longest = Math.max(longest, place.length + ordinal.length + NOTHING_BETWEEN.length + line.length);
            }
        }
        return new Relation.Dump(shape.schema() + "." + shape.table(), ChangeLog.columns(shape), file, rows, longest);
    }

    private String statement(long from, long to) {
        String columns = shape.columns().stream()
                .map(column -> column.type() == Simple.BINARY
                        ? "encode(" + Server.id(column.name()) + ", 'hex')"
                        : Server.id(column.name()))
                .collect(Collectors.joining(", "));
        String range = "";
        if (inBlocks && (from > 0 || to >= 0)) {
            range = " WHERE ctid >= '(" + from + ",0)'" + (to < 0 ? "" : " AND ctid < '(" + to + ",0)'");
        }
        return "COPY (SELECT " + columns + " FROM " + Server.id(shape.schema()) + "." + Server.id(shape.table()) + range
                + ") TO STDOUT (ENCODING 'UTF8')";
    }

    @Override
    public void abort() {
        try {
            sql.abort(Runnable::run);
        } catch (SQLException e) {
            System.getLogger(Snapshot.class.getName()).log(System.Logger.Level.DEBUG, "aborting", e);
        }
    }

    @Override
    public void close() {
        Server.closeQuietly(sql);
    }
}
