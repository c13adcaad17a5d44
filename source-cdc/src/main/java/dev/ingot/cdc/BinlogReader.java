package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cdc.BinlogEvent.EventType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows the transactions of a binary log and tells them to those that follow. Its position is always between two
 * transactions. For one thread, but for {@link #close}.
 */
final class BinlogReader implements AutoCloseable {

    /** The server's number for: what you ask for is not in my log. */
    private static final int NOT_IN_LOG = 1236;

    private final BinlogConnection connection;
    private final BinlogTables tables;
    private final List<Member> following;
    private BinlogPosition position;
    private String file;
    private String birth = "";
    private @Nullable BinlogTransaction transaction;

    /** Whether it goes on until a commit; else it is one statement. */
    private boolean bracketed;

    /** Whether it has ended, and those that follow do not know it yet. */
    private boolean committed;

    private BinlogReader(
            BinlogConnection connection, BinlogPosition from, List<Member> following, BinlogTables tables) {
        this.connection = connection;
        this.position = from;
        this.file = from.file();
        this.following = List.copyOf(following);
        this.tables = tables;
    }

    /**
     * @param catalogs what the server's catalog says of a table now
     */
    static BinlogReader open(
            BinlogServer server,
            BinlogPosition from,
            List<Member> following,
            Function<CapturedTable, BinlogCatalog> catalogs) {
        try {
            return new BinlogReader(
                    BinlogConnection.open(server, from.file(), from.offset()),
                    from,
                    following,
                    new BinlogTables(following, catalogs));
        } catch (IOException e) {
            throw new IngotException(server.unreachable().because(e.getMessage()), e);
        }
    }

    /**
     * Reads on up to this place, or to where the log ends for now.
     *
     * @return behind the transaction that was read last
     * @throws ServerException if the server does not have the log, or no more of it
     */
    BinlogPosition readUntil(long end, BooleanSupplier enough) throws ServerException {
        boolean more = true;
        while (more && position.place() < end && !enough.getAsBoolean()) {
            more = next();
        }
        return position;
    }

    /** Reads on to the end of the next transaction, or of another event between transactions; false where there is none. */
    private boolean next() throws ServerException {
        try {
            do {
                BinlogEvent event = connection.next();
                if (event == null && transaction != null) {
                    throw new EOFException("the log ends within a transaction");
                }
                if (event == null) {
                    return false;
                }
                take(event);
                if (transaction == null && event.end() > 0 && event.type() != EventType.ROTATE) {
                    position = position.at(file, event.end(), birth);
                    if (committed) {
                        following.forEach(member -> member.ended(position));
                        committed = false;
                    }
                }
            } while (transaction != null);
            return true;
        } catch (ServerException e) {
            if (e.getErrorCode() == NOT_IN_LOG) {
                throw e;
            }
            throw failed(CdcError.DATABASE, e);
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

    private void take(BinlogEvent event) throws IOException {
        switch (event.type()) {
            case EventType.ROTATE -> rotate(event);
            case EventType.FORMAT -> begin(event);
            case EventType.GTID, EventType.ANONYMOUS_GTID, EventType.GTID_TAGGED ->
                start(BinlogTransaction.mySql(file, event), false);
            case EventType.MARIADB_GTID ->
                start(BinlogTransaction.mariaDb(file, event), BinlogTransaction.isBracketed(event));
            case EventType.QUERY -> statement(event, event.body(), false);
            case EventType.QUERY_COMPRESSED -> statement(event, event.body(), true);
            case EventType.TABLE_MAP -> tables.describe(event);
            case EventType.WRITE_1,
                    EventType.UPDATE_1,
                    EventType.DELETE_1,
                    EventType.WRITE_2,
                    EventType.UPDATE_2,
                    EventType.DELETE_2,
                    EventType.WRITE_COMPRESSED,
                    EventType.UPDATE_COMPRESSED,
                    EventType.DELETE_COMPRESSED -> rows(event);
            case EventType.TRANSACTION_PAYLOAD -> {
                ByteBuffer events = Compressed.transaction(event.body());
                while (events.hasRemaining()) {
                    take(BinlogEvent.next(events));
                }
            }
            case EventType.XID -> commit();
            case EventType.XA_PREPARE -> prepare(event);
            case EventType.PARTIAL_UPDATE ->
                tables.fail(event, "A change of JSON was logged in part: binlog_row_value_options = PARTIAL_JSON.");
            case EventType.INCIDENT -> fail(member -> true, "The server wrote into its log that changes were lost.");
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
        tables.forget();
        if (!next.equals(file)) {
            file = next;
            birth = "";
            position = position.at(file, offset, birth);
        }
    }

    /** The first event of a file says which file it is: one of the same name but of another log is told here. */
    private void begin(BinlogEvent event) {
        String found = birth(event);
        fail(
                member -> member.queued() instanceof BinlogPosition stands
                        && stands.file().equals(file)
                        && !stands.birth().isEmpty()
                        && !stands.birth().equals(found),
                "The server's file " + file
                        + " is another one than that of the last run: its log was made anew, or it is another server.");
        fail(Member::isChanged, "The server ended in the middle of a transaction, and its log does, too.");
        transaction = null;
        birth = found;
        position = position.at(position.file(), position.offset(), found);
    }

    static String birth(BinlogEvent format) {
        return format.seconds() + "-" + format.server();
    }

    /** Those of whom this is true go on no more. */
    private void fail(Predicate<Member> lost, String why) {
        following.stream()
                .filter(lost)
                .forEach(member -> member.fail(member.table().lost(why)));
    }

    private void start(BinlogTransaction next, boolean untilCommit) {
        transaction = next;
        bracketed = untilCommit;
        following.forEach(member -> member.begun(next.transaction(), position.place()));
    }

    private void startUnnamed(BinlogEvent event) {
        if (transaction == null) {
            start(BinlogTransaction.unnamed(file, event), false);
        }
    }

    private void commit() {
        if (transaction != null && !transaction.gtid().isEmpty()) {
            position = position.behind(transaction.gtid());
        }
        transaction = null;
        bracketed = false;
        committed = true;
        tables.forget();
    }

    private void statement(BinlogEvent event, ByteBuffer body, boolean compressed) throws IOException {
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
        startUnnamed(event);
        switch (BinlogStatement.bound(sql)) {
            case BEGIN -> bracketed = true;
            case COMMIT -> commit();
            case ROLLBACK -> rollback();
            default -> {
                following.stream().filter(Member::takes).forEach(member -> statement(sql, database, member));
                if (!bracketed) {
                    commit();
                }
            }
        }
    }

    private void statement(String sql, String database, Member member) {
        CapturedTable table = member.table();
        switch (BinlogStatement.of(sql, database, table)) {
            case EMPTIES -> member.truncated(tables.shape(member));
            case CHANGES_UNSEEN ->
                member.fail(
                        table.lost("The log has a statement, and not the rows that change by it: " + shortened(sql)));
            default -> {}
        }
        if (BinlogStatement.mentions(sql, table)) {
            member.unprepare();
        }
    }

    private static String shortened(String sql) {
        return sql.length() <= 200 ? sql : sql.substring(0, 200) + "…";
    }

    private void rollback() {
        fail(Member::isChanged, "A transaction of the log ends with ROLLBACK and cannot be taken back.");
        commit();
    }

    private void prepare(BinlogEvent event) {
        boolean inOnePhase = event.body().get(0) != 0;
        if (!inOnePhase) {
            fail(
                    Member::isChanged,
                    "It was changed in an XA transaction in two phases, of which the log has the changes before it is"
                            + " known whether they are committed.");
        }
        commit();
    }

    /** Only where rows are not logged. */
    private void load(BinlogEvent event) {
        ByteBuffer in = event.body().duplicate();
        String sql = BinlogEvent.text(in, in.remaining());
        fail(
                member -> member.takes() && BinlogStatement.mentions(sql, member.table()),
                "A LOAD DATA was logged as a statement, and not the rows that it brought.");
    }

    private void rows(BinlogEvent event) throws IOException {
        startUnnamed(event);
        tables.rows(event);
    }

    @Override
    public void close() {
        connection.close();
    }
}
