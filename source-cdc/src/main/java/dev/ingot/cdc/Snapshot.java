package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * A table as it was at one place of the log, read with binary {@code COPY} in ranges of blocks, each into a file. For one
 * thread, except {@link #abort}.
 */
final class Snapshot implements TableSnapshot {

    /** More rows than a block can hold: numbers of rows in different blocks never meet. */
    private static final int ROWS_OF_BLOCK = 1024;

    /** Of a binary COPY: its signature, its flags and the length of what may follow before the first row. */
    private static final int HEADER = 11 + 2 * Integer.BYTES;

    /** The types of which the binary form is the text: text, char, varchar and name. */
    private static final Set<Integer> TEXTS = Set.of(25, 1042, 1043, 19);

    private static final int MOST_TRIES = 20;

    /** PostgreSQL's usual size of a block; only how large a part is hangs on it. */
    private static final long BLOCK = 8192;

    private final Connection sql;
    private final CapturedTable table;
    private final List<ChunkColumn> columns;
    private final String select;
    private final CdcPosition at;
    private final long blocksAtOnce;
    private final boolean inBlocks;
    private final String itself;
    private final long blocks;

    /**
     * From where its changes are followed.
     *
     * @param slot that keeps them
     * @param publication that gives them
     * @param mark of the table in it, as {@link Publication#marks} has it
     */
    record Followed(String slot, String publication, String mark) {}

    private Snapshot(
            Connection sql, CapturedTable table, Set<String> asText, String publication, CdcPosition at, long bytes) {
        List<Selected> selected = columns(sql, table, asText, Publication.computed(sql, publication, table));
        this.sql = sql;
        this.table = table;
        this.columns = selected.stream().map(Selected::column).toList();
        this.select = selected.stream().map(Selected::sql).collect(Collectors.joining(", "));
        this.at = at;
        this.blocksAtOnce = Math.max(1, bytes / BLOCK);
        this.inBlocks = Server.one(
                        sql,
                        "SELECT relam = (SELECT oid FROM pg_am WHERE amname = 'heap') FROM pg_class WHERE oid ="
                                + " ?::regclass",
                        Server.id(table))
                .equals("t");
        // What other tables that inherit from it hold is not in its log.
        this.itself = (inBlocks ? "ONLY " : "") + Server.id(table);
        this.blocks = Long.parseLong(Server.one(
                sql, "SELECT pg_relation_size(?::regclass) / current_setting('block_size')::int8", Server.id(table)));
    }

    /**
     * Sees the table as it is now, and knows which changes come after that.
     *
     * @param asText columns of which the values are wanted as the server prints them
     * @param bytes about the size of a part
     */
    static Snapshot take(Server server, CapturedTable table, Set<String> asText, Followed followed, long bytes) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Snapshot taken = takeOnce(server, table, asText, followed, bytes);
            if (taken != null) {
                return taken;
            }
        }
        throw Problem.of(
                        CdcError.DATABASE,
                        "The table " + table + " was rewritten or changed each time that it was to be read as it is.")
                .because("TRUNCATE and ALTER TABLE take what was there from readers, too.")
                .fix("Try again when nobody does that.")
                .toException();
    }

    /**
     * Null where the table was rewritten between the place in the log and our lock: it would look empty from there. A lock
     * that is held from before would rule that out, and could wait for ever: for a writer that waits for it.
     */
    private static @Nullable Snapshot takeOnce(
            Server server, CapturedTable table, Set<String> asText, Followed followed, long bytes) {
        Connection sql = server.sql();
        // A slot for a moment: its making says where in the log the snapshot stands.
        String name = "ingot_snapshot_" + UUID.randomUUID().toString().replace('-', '_');
        try (Connection outside = server.sql();
                Connection replication = server.replication()) {
            requireAllRows(outside, server, table);
            String before = made(outside, table);
            String system = Slots.system(replication);
            Slots.Created created = Slots.createTemporary(replication, name);
            for (String setting : ChangeStream.SESSION) {
                Server.execute(sql, "SET " + setting);
            }
            // The server refuses to read rather than leave out rows that a policy hides.
            Server.execute(sql, "SET row_security = off");
            Server.execute(sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Server.execute(sql, "SET TRANSACTION SNAPSHOT " + Server.text(created.snapshot()));
            Server.execute(sql, "LOCK TABLE " + Server.id(table) + " IN ACCESS SHARE MODE");
            if (!made(outside, table).equals(before)) {
                Server.closeQuietly(sql);
                return null;
            }
            CdcPosition at =
                    new CdcPosition(system, followed.slot(), table.toString(), followed.mark(), created.lsn(), 0);
            return new Snapshot(sql, table, asText, followed.publication(), at, bytes);
        } catch (SQLException e) {
            Server.closeQuietly(sql);
            throw Server.failed(e, "Taking a snapshot of " + table);
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    private static void requireAllRows(Connection sql, Server server, CapturedTable table) {
        List<Problem> problems = new TablePreflight(sql, server, table).hiddenRows();
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** Its files and columns, and those of its partitions, now; takes no lock. */
    private static String made(Connection sql, CapturedTable table) {
        return Server.one(sql, Server.WITH_PARTITIONS + """
                SELECT string_agg(concat_ws(' ', id, pg_relation_filenode(id), (
                    SELECT string_agg(concat_ws(' ', attname, atttypid, atttypmod, attisdropped), ',' ORDER BY attnum)
                    FROM pg_attribute WHERE attrelid = id AND attnum > 0)), ';' ORDER BY id)
                FROM tables
                """, Server.id(table));
    }

    /** A column and an expression for its value. */
    private record Selected(ChunkColumn column, String sql) {}

    /**
     * Its columns now, without those that the server computes and does not publish.
     *
     * @param computed those that it computes and does publish
     */
    private static List<Selected> columns(
            Connection connection, CapturedTable table, Set<String> asText, Set<String> computed) {
        Set<String> texts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        texts.addAll(asText);
        return Server.rows(
                connection,
                "SELECT attname, atttypid::int8, atttypmod FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                        + " AND NOT attisdropped AND (attgenerated = '' OR attname = ANY (?)) ORDER BY attnum",
                row -> {
                    int oid = (int) row.getLong(2);
                    DataType type = TableShape.type(oid, row.getInt(3));
                    String name = row.getString(1);
                    boolean binary = ColumnChunk.holdsAsNumber(type) && !texts.contains(name);
                    ChunkColumn column = new ChunkColumn(Column.of(name, type), binary ? As.NUMBER : As.TEXT, null);
                    return new Selected(column, binary || TEXTS.contains(oid) ? Server.id(name) : printed(name, type));
                },
                Server.id(table),
                computed.toArray(String[]::new));
    }

    /** As the server prints it; a cast to text would be other text for some types, concat of null is no null. */
    private static String printed(String name, DataType type) {
        String id = Server.id(name);
        return type == Simple.BINARY
                ? "encode(" + id + ", 'hex')"
                : "CASE WHEN num_nulls(" + id + ") = 0 THEN concat(" + id + ") END";
    }

    @Override
    public CdcPosition at() {
        return at;
    }

    /** The last part takes all that there is. */
    @Override
    public Part read(Position behind, WorkFiles work) {
        CdcPosition position = (CdcPosition) behind;
        long from = position.block();
        long next = from + blocksAtOnce;
        boolean last = !inBlocks || next >= blocks;
        return PartFile.make(
                work, table, file -> copy(from, last ? -1 : next, file, position.at(last ? CdcPosition.WHOLE : next)));
    }

    private Part copy(long from, long to, PartFile out, CdcPosition next) throws SQLException, IOException {
        CopyOut copy = sql.unwrap(PGConnection.class).getCopyAPI().copyOut(statement(from, to));
        boolean begun = false;
        for (byte @Nullable [] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
            ByteBuffer in = ByteBuffer.wrap(data);
            int start = begun ? 0 : HEADER + in.getInt(HEADER - Integer.BYTES);
            begun = true;
            // The header may come with the first row; -1 ends the rows.
            if (start < data.length && in.getShort(start) >= 0) {
                out.tuple(data, start);
            }
        }
        return out.finish(table, columns, at.place(), from * ROWS_OF_BLOCK, next);
    }

    private String statement(long from, long to) {
        String range = "";
        if (inBlocks && (from > 0 || to >= 0)) {
            range = " WHERE ctid >= '(" + from + ",0)'" + (to < 0 ? "" : " AND ctid < '(" + to + ",0)'");
        }
        return "COPY (SELECT " + select + " FROM " + itself + range + ") TO STDOUT (FORMAT binary)";
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
