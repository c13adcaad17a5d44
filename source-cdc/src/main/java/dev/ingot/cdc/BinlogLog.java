package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The binary log of a MariaDB or MySQL. The server keeps nothing for us: the positions in the tables are all there is. Each
 * reading has a connection to the log of its own, because a server gives up on a reader that takes nothing for a minute,
 * and a load may take longer. As {@link DatabaseLog}; {@link #look} is for any thread.
 */
final class BinlogLog implements DatabaseLog {

    private static final int SECONDS_TO_ANSWER = 10;

    private final BinlogServer server;
    private final boolean mariaDb;
    private final Limits limits;
    private volatile @Nullable Session session;
    private volatile @Nullable BinlogReader reader;
    private long reached;

    /** What is known of the server for as long as the connection lasts. */
    private record Session(Connection sql, BinlogVersion version, String server, BinlogCharsets charsets) {}

    BinlogLog(BinlogServer server, boolean mariaDb, Limits limits) {
        this.server = server;
        this.mariaDb = mariaDb;
        this.limits = limits;
    }

    @Override
    public CapturedTable table(ReadRequest request) {
        return CapturedTable.of(request, server.database());
    }

    @Override
    public BinlogPosition parse(String position) {
        return BinlogPosition.parse(position);
    }

    @Override
    public TableSnapshot look(ReadRequest request) {
        return BinlogSnapshot.take(server, table(request), limits.part());
    }

    @Override
    public void open() {
        Session last = session;
        if (last != null && isAlive(last.sql())) {
            return;
        }
        close();
        Connection sql = server.sql();
        try {
            BinlogVersion version = BinlogVersion.of(sql);
            session = new Session(sql, version, BinlogLogs.server(sql, version), BinlogCharsets.of(sql));
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    private static boolean isAlive(Connection sql) {
        try {
            return sql.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException e) {
            throw Server.failed(e, "Looking whether the server is there");
        }
    }

    @Override
    public boolean isOpen() {
        return session != null;
    }

    private Session session() {
        Session open = session;
        if (open == null) {
            throw new IllegalStateException("the log is not open");
        }
        return open;
    }

    @Override
    public void requireReady(CapturedTable table) {
        BinlogPreflight preflight = new BinlogPreflight(session().sql(), server);
        List<Problem> problems = new ArrayList<>(preflight.server(mariaDb));
        if (problems.isEmpty()) {
            problems.addAll(preflight.table(table));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    @Override
    public Function<Position, @Nullable String> gaps() {
        List<BinlogLogs.End> files = BinlogLogs.files(session().sql());
        return position -> gap(files, session().server(), (BinlogPosition) position);
    }

    /** What keeps the table from being read, as far as can be seen without reading the log. */
    List<Problem> check(Connection sql, ReadRequest request) {
        CapturedTable table = table(request);
        List<Problem> problems = new ArrayList<>(new BinlogPreflight(sql, server).table(table));
        String gap = request.position() == null ? null : gap(sql, parse(request.position()));
        if (gap != null) {
            problems.addAll(table.lost(gap).problems());
        }
        return problems;
    }

    private static @Nullable String gap(Connection sql, BinlogPosition position) {
        List<BinlogLogs.End> files;
        try {
            files = BinlogLogs.files(sql);
        } catch (IngotException e) {
            return null; // the user may not list them, which is said of the server
        }
        return gap(files, BinlogLogs.server(sql, BinlogVersion.of(sql)), position);
    }

    private static @Nullable String gap(List<BinlogLogs.End> files, String server, BinlogPosition from) {
        if (!from.server().equals(server)) {
            return "This is another server than the one that the position is from.";
        }
        for (BinlogLogs.End file : files) {
            if (file.file().equals(from.file())) {
                return file.offset() >= from.offset()
                        ? null
                        : "The server's log " + from.file() + " ends before the position " + from + ".";
            }
        }
        return "The server no longer has its log " + from.file()
                + ": it keeps its logs for a while only (binlog_expire_logs_seconds), or they were removed.";
    }

    @Override
    public TableSnapshot snapshot(CapturedTable table, Set<String> asText, boolean first) {
        return BinlogSnapshot.take(server, table, limits.part());
    }

    @Override
    public Position read(List<Member> following, BooleanSupplier enough) {
        long end = BinlogLogs.end(session().sql(), session().version()).place();
        List<Member> left = new ArrayList<>(following);
        BinlogPosition stands = (BinlogPosition) Member.furthestBehind(left);
        while (!left.isEmpty() && stands.place() < end) {
            stands = (BinlogPosition) Member.furthestBehind(left);
            try (BinlogReader log = open(stands, left)) {
                stands = log.readUntil(end, enough);
                break;
            } catch (ServerException e) {
                // Whoever needs the log from here on has lost it; the others begin behind.
                leaveOut(left, e);
            }
        }
        reached = stands.place();
        return stands;
    }

    private BinlogReader open(BinlogPosition from, List<Member> following) {
        Session open = session();
        BinlogReader opened = BinlogReader.open(
                server, from, following, table -> BinlogCatalog.of(open.sql(), open.charsets(), table));
        reader = opened;
        return opened;
    }

    private static void leaveOut(List<Member> left, ServerException e) {
        Position from = Member.furthestBehind(left);
        left.forEach(Member::abandon);
        left.stream()
                .filter(member -> member.queued() == null || member.queued().place() <= from.place())
                .forEach(member -> member.fail(member.table().lost("The server answered: " + e.getMessage())));
        left.removeIf(Member::isFailed);
    }

    @Override
    public long reached() {
        return reached;
    }

    @Override
    public boolean isQuiet() {
        return reached > 0
                && BinlogLogs.end(session().sql(), session().version()).place() <= reached;
    }

    @Override
    public long kept() {
        return 0;
    }

    /** The server keeps its logs for a time, whoever has read them. */
    @Override
    public void release(Collection<Position> positions) {}

    @Override
    public List<Problem> notes(Map<String, Position> committed) {
        return List.of();
    }

    @Override
    public void abort() {
        BinlogReader reading = reader;
        if (reading != null) {
            reading.close();
        }
        Session open = session;
        if (open != null) {
            Server.abort(open.sql());
        }
    }

    @Override
    public void close() {
        Session open = session;
        if (open != null) {
            Server.closeQuietly(open.sql());
            session = null;
        }
        reached = 0;
    }
}
