package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.SourceTime;
import dev.ingot.cdc.BinlogEvent.EventType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows the transactions of a binary log and takes one table's changes out of them. Its position is always between two
 * transactions. For one thread, but for {@link #close}.
 */
final class BinlogReader implements AutoCloseable {

    /** The server's number for: what you ask for is not in my log. */
    private static final int NOT_IN_LOG = 1236;

    private final BinlogConnection connection;
    private final SourceTable captured;
    private final BinlogCatalog catalog;
    private final Map<Long, BinlogTable> tables = new HashMap<>();
    private BinlogPosition position;
    private String file;
    private String birth = "";
    private TableShape shape;
    private @Nullable SourceTime times;
    private @Nullable BinlogTransaction transaction;

    /** Changes of the transaction that is being read. */
    private long ordinal;

    /** Whether it goes on until a commit; else it is one statement. */
    private boolean bracketed;

    private BinlogReader(
            BinlogConnection connection, BinlogPosition from, SourceTable captured, BinlogCatalog catalog) {
        this.connection = connection;
        this.position = from;
        this.file = from.file();
        this.captured = captured;
        this.catalog = catalog;
        this.shape = new TableShape(captured.database(), captured.name(), List.of());
    }

    static BinlogReader open(BinlogServer server, BinlogPosition from, SourceTable captured, BinlogCatalog catalog) {
        try {
            return new BinlogReader(BinlogConnection.open(server, from.file(), from.offset()), from, captured, catalog);
        } catch (IOException e) {
            throw new IngotException(server.unreachable().because(e.getMessage()), e);
        }
    }

    /** Behind the transaction that was read last. */
    BinlogPosition position() {
        return position;
    }

    /**
     * Reads on to the end of the next transaction, or of another event between transactions.
     *
     * @return false where the log ends for now
     */
    boolean next(Spool changes) {
        try {
            do {
                BinlogEvent event = connection.next();
                if (event == null && transaction != null) {
                    throw new EOFException("the log ends within a transaction");
                }
                if (event == null) {
                    return false;
                }
                take(event, changes);
                if (transaction == null && event.end() > 0 && event.type() != EventType.ROTATE) {
                    position = position.at(file, event.end(), birth);
                }
            } while (transaction != null);
            return true;
        } catch (ServerException e) {
            throw e.getErrorCode() == NOT_IN_LOG
                    ? captured.lost("The server answered: " + e.getMessage())
                    : failed(CdcError.DATABASE, e);
        } catch (IOException e) {
            throw failed(CdcError.UNREACHABLE, e);
        }
    }

    private IngotException failed(CdcError code, IOException e) {
        return new IngotException(
                Problem.of(code, "Reading the binary log at " + position + " failed.")
                        .because(e.getMessage()),
                e);
    }

    private void take(BinlogEvent event, Spool changes) throws IOException {
        switch (event.type()) {
            case EventType.ROTATE -> rotate(event);
            case EventType.FORMAT -> begin(event);
            case EventType.GTID, EventType.ANONYMOUS_GTID, EventType.GTID_TAGGED ->
                start(BinlogTransaction.mySql(file, event), false);
            case EventType.MARIADB_GTID ->
                start(BinlogTransaction.mariaDb(file, event), BinlogTransaction.isBracketed(event));
            case EventType.QUERY -> statement(event, event.body(), false, changes);
            case EventType.QUERY_COMPRESSED -> statement(event, event.body(), true, changes);
            case EventType.TABLE_MAP -> describe(event);
            case EventType.WRITE_1,
                    EventType.UPDATE_1,
                    EventType.DELETE_1,
                    EventType.WRITE_2,
                    EventType.UPDATE_2,
                    EventType.DELETE_2,
                    EventType.WRITE_COMPRESSED,
                    EventType.UPDATE_COMPRESSED,
                    EventType.DELETE_COMPRESSED -> rows(event, changes);
            case EventType.TRANSACTION_PAYLOAD -> {
                ByteBuffer events = Compressed.transaction(event.body());
                while (events.hasRemaining()) {
                    take(BinlogEvent.next(events), changes);
                }
            }
            case EventType.XID -> commit();
            case EventType.XA_PREPARE -> prepare(event);
            case EventType.PARTIAL_UPDATE -> partial(event);
            case EventType.INCIDENT -> throw captured.lost("The server wrote into its log that changes were lost.");
            case EventType.EXECUTE_LOAD -> load(event);
            default -> {
                if (!event.ignorable() && !isKnown(event.type())) {
                    throw Problem.of(
                                    CdcError.DATABASE,
                                    "The binary log has an event of the type " + event.type() + " at " + position
                                            + ", which this version of Ingot does not know.")
                            .fix("Install a newer Ingot.")
                            .toException();
                }
            }
        }
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case EventType.STOP,
                    EventType.BEGIN_LOAD,
                    EventType.INTVAR,
                    EventType.RAND,
                    EventType.USER_VAR,
                    EventType.HEARTBEAT,
                    EventType.IGNORABLE,
                    EventType.ROWS_QUERY,
                    EventType.PREVIOUS_GTIDS,
                    EventType.TRANSACTION_CONTEXT,
                    EventType.VIEW_CHANGE,
                    EventType.HEARTBEAT_2,
                    EventType.ANNOTATE_ROWS,
                    EventType.CHECKPOINT,
                    EventType.GTID_LIST,
                    EventType.START_ENCRYPTION -> true;
            default -> false;
        };
    }

    private void rotate(BinlogEvent event) {
        ByteBuffer in = event.body().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long offset = in.getLong();
        String next = BinlogEvent.text(in, in.remaining());
        tables.clear();
        if (!next.equals(file)) {
            file = next;
            birth = "";
            position = position.at(file, offset, birth);
        }
    }

    /** The first event of a file says which file it is: one of the same name but of another log is told here. */
    private void begin(BinlogEvent event) {
        String found = birth(event);
        if (position.file().equals(file)
                && !position.birth().isEmpty()
                && !position.birth().equals(found)) {
            throw captured.lost("The server's file " + file
                    + " is another one than that of the last run: its log was made anew, or it is another server.");
        }
        if (transaction != null && ordinal > 0) {
            throw captured.lost("The server ended in the middle of a transaction, and its log does, too.");
        }
        transaction = null;
        birth = found;
        position = position.at(position.file(), position.offset(), found);
    }

    static String birth(BinlogEvent format) {
        return format.seconds() + "-" + format.server();
    }

    private void start(BinlogTransaction next, boolean untilCommit) {
        transaction = next;
        ordinal = 0;
        bracketed = untilCommit;
    }

    private BinlogTransaction current(BinlogEvent event) {
        if (transaction == null) {
            start(BinlogTransaction.unnamed(file, event), false);
        }
        return Objects.requireNonNull(transaction);
    }

    private void commit() {
        if (transaction != null && !transaction.gtid().isEmpty()) {
            position = position.behind(transaction.gtid());
        }
        transaction = null;
        bracketed = false;
        tables.clear();
    }

    private void statement(BinlogEvent event, ByteBuffer body, boolean compressed, Spool changes) throws IOException {
        ByteBuffer in = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        in.position(8);
        int databaseLength = in.get() & 0xff;
        in.getShort();
        int variables = in.getShort() & 0xffff;
        in.position(in.position() + variables);
        String database = BinlogEvent.text(in, databaseLength);
        in.get();
        ByteBuffer text = compressed ? Compressed.zlib(in) : in;
        String sql = BinlogEvent.text(text, text.remaining());
        BinlogTransaction now = current(event);
        switch (BinlogStatement.of(sql, database, captured)) {
            case BEGIN -> bracketed = true;
            case COMMIT -> commit();
            case ROLLBACK -> rollback();
            case EMPTIES -> {
                changes.add(shape, ChangeLog.truncateRow(shape, place(now)));
                end();
            }
            case CHANGES_UNSEEN ->
                throw captured.lost("The log has a statement, and not the rows that it changed: " + shortened(sql));
            case OTHER -> end();
        }
    }

    private static String shortened(String sql) {
        return sql.length() <= 200 ? sql : sql.substring(0, 200) + "…";
    }

    private void end() {
        if (!bracketed) {
            commit();
        }
    }

    private void rollback() {
        if (ordinal > 0) {
            throw captured.lost("A transaction of the log ends with ROLLBACK and cannot be taken back.");
        }
        commit();
    }

    private void prepare(BinlogEvent event) {
        boolean committed = event.body().get(0) != 0;
        if (ordinal > 0 && !committed) {
            throw captured.lost("It was changed in an XA transaction in two phases, of which the log has the changes"
                    + " before it is known whether they are committed.");
        }
        commit();
    }

    /** Only where rows are not logged. */
    private void load(BinlogEvent event) {
        ByteBuffer in = event.body().duplicate();
        if (BinlogEvent.text(in, in.remaining()).contains(captured.name())) {
            throw captured.lost("A LOAD DATA was logged as a statement, and not the rows that it brought.");
        }
    }

    private void partial(BinlogEvent event) {
        if (tables.containsKey(BinlogRows.tableOf(event))) {
            throw captured.lost("A change of JSON was logged in part: binlog_row_value_options = PARTIAL_JSON.");
        }
    }

    private void describe(BinlogEvent event) {
        BinlogTable.Name name = BinlogTable.name(event.body());
        if (name.database().equals(captured.database()) && name.table().equals(captured.name())) {
            BinlogTable table = BinlogTable.of(event.body(), catalog, captured);
            if (!table.shape().equals(shape)) {
                shape = table.shape();
            }
            tables.put(BinlogRows.tableOf(event), table);
        }
    }

    private void rows(BinlogEvent event, Spool changes) throws IOException {
        BinlogTable table = tables.get(BinlogRows.tableOf(event));
        if (table == null) {
            return;
        }
        BinlogTransaction now = current(event);
        BinlogRows rows = new BinlogRows(event, table);
        while (rows.hasNext()) {
            BinlogRows.Row row = rows.next();
            if (row.op() == 'c' && row.after() != null && row.after().values().contains(Message.UNCHANGED)) {
                throw captured.lost("A row was logged without some of its values: binlog_row_image is not FULL.");
            }
            changes.add(
                    table.shape(),
                    ChangeLog.changeRow(table.shape(), place(now), row.op(), row.before(), row.keyOnly(), row.after()));
        }
    }

    /** When what was read was committed; null where nothing was. */
    @Nullable
    SourceTime times() {
        return times;
    }

    private ChangeLog.Place place(BinlogTransaction now) {
        Instant at = Instant.parse(now.at());
        times = new SourceTime(at, at).and(times);
        return new ChangeLog.Place(now.place(), ++ordinal, now.number(), now.at());
    }

    @Override
    public void close() {
        connection.close();
    }
}
