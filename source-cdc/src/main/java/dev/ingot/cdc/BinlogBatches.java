package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one table up to the moment in which reading began. First a snapshot, where there is no position; then
 * batches that end only where a transaction ends. The server keeps nothing for us: the position in the table is all there
 * is. Each batch has a connection to the log of its own, because a server gives up on a reader that takes nothing for a
 * minute, and a load may take longer.
 */
final class BinlogBatches implements Batches {

    private final BinlogServer server;
    private final boolean mariaDb;
    private final Limits limits;
    private final Path work;
    private final ReadRequest request;
    private final StepControl control;
    private final LongConsumer done;
    private final SourceTable table;
    private final Connection sql;
    private final StepControl.AutoUnregister hook;
    private volatile @Nullable BinlogSnapshot snapshot;
    private @Nullable Path dump;
    private volatile @Nullable BinlogReader reader;
    private @Nullable Spool spool;
    private @Nullable BinlogPosition position;
    private @Nullable Reading reading;
    private boolean started;

    /** What one reading needs to know, asked for once. */
    private record Reading(BinlogLogs.End end, BinlogCatalog catalog) {}

    /**
     * @param done hears up to which place all is read and committed
     */
    BinlogBatches(
            BinlogServer server,
            boolean mariaDb,
            Limits limits,
            Path work,
            ReadRequest request,
            StepControl control,
            LongConsumer done) {
        this.server = server;
        this.mariaDb = mariaDb;
        this.limits = limits;
        this.work = work;
        this.request = request;
        this.control = control;
        this.done = done;
        this.table = SourceTable.of(request.pipeline(), request.options(), server.database());
        this.position = request.full() || request.position() == null ? null : BinlogPosition.parse(request.position());
        this.sql = server.sql();
        this.hook = control.onCancel(this::abort);
    }

    @Override
    public @Nullable Batch next() {
        try {
            closeBatch();
            BinlogPosition from = position;
            if (!started) {
                started = true;
                prepare();
                if (from == null) {
                    return firstBatch();
                }
                requireUnbroken(from);
            }
            // A full load is the table as it is now; what changed since comes with the next run.
            if (request.full() || from == null) {
                return null;
            }
            return read(from);
        } catch (IngotException e) {
            throw control.cancelled() ? interrupted(e) : e;
        }
    }

    private void prepare() {
        BinlogPreflight preflight = new BinlogPreflight(sql, server);
        List<Problem> problems = new ArrayList<>(preflight.server(mariaDb));
        if (problems.isEmpty()) {
            problems.addAll(preflight.table(table));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private Batch firstBatch() {
        BinlogSnapshot taken = BinlogSnapshot.take(server, table);
        snapshot = taken;
        String file = taken.at().file();
        BinlogPosition at = new BinlogPosition(
                BinlogLogs.server(sql),
                file,
                taken.at().offset(),
                BinlogLogs.birth(server, file),
                "",
                table.toString());
        try {
            Files.createDirectories(work);
            Path rows = Files.createTempFile(work, "snapshot-", ".copy");
            dump = rows;
            Batch batch = new Batch(taken.read(rows), at.json());
            position = at;
            return batch;
        } catch (IOException e) {
            throw Spool.failed(e);
        }
    }

    /** Going on is right only where the server still has all that comes after the position. */
    private void requireUnbroken(BinlogPosition from) {
        if (!from.table().equals(table.toString())) {
            throw table.lost("The position is one of the table " + from.table() + ".");
        }
        if (!from.server().equals(BinlogLogs.server(sql))) {
            throw table.lost("This is another server than the one that the position is from.");
        }
        BinlogLogs.End file = BinlogLogs.files(sql).stream()
                .filter(log -> log.file().equals(from.file()))
                .findFirst()
                .orElseThrow(() -> table.lost("The server no longer has its log " + from.file()
                        + ": it keeps its logs for a while only (binlog_expire_logs_seconds), or they were removed."));
        if (file.offset() < from.offset()) {
            throw table.lost("The server's log " + from.file() + " ends before the position " + from + ".");
        }
    }

    private @Nullable Batch read(BinlogPosition from) {
        Reading now = reading();
        if (from.place() >= now.end().place()) {
            done.accept(from.place());
            return null;
        }
        Spool changes = new Spool(work);
        spool = changes;
        BinlogReader log = BinlogReader.open(server, from, table, now.catalog());
        reader = log;
        boolean more = true;
        while (more && changes.rows() < limits.rows() && changes.bytes() < limits.bytes()) {
            more = log.next(changes) && log.position().place() < now.end().place();
        }
        BinlogPosition to = log.position();
        position = to;
        if (changes.rows() == 0 && to.place() - from.place() < limits.idleBytes()) {
            done.accept(to.place());
            return null;
        }
        return new Batch(
                new Relation.Rows(table.toString(), changes.columns(), changes, changes.bytes()),
                to.json(),
                log.times());
    }

    private Reading reading() {
        Reading known = reading;
        if (known == null) {
            known = new Reading(BinlogLogs.end(sql), BinlogCatalog.of(sql, table));
            reading = known;
        }
        return known;
    }

    private void closeBatch() {
        BinlogSnapshot taken = snapshot;
        if (taken != null) {
            taken.close();
            snapshot = null;
        }
        try {
            if (dump != null) {
                Files.deleteIfExists(dump);
                dump = null;
            }
        } catch (IOException e) {
            throw Spool.failed(e);
        }
        BinlogReader log = reader;
        if (log != null) {
            log.close();
            reader = null;
        }
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }

    private IngotException interrupted(Exception e) {
        return new IngotException(
                Problem.of(CdcError.INTERRUPTED, "Reading the changes of " + table + " was interrupted."), e);
    }

    private void abort() {
        BinlogReader log = reader;
        if (log != null) {
            log.close();
        }
        BinlogSnapshot taken = snapshot;
        if (taken != null) {
            taken.abort();
        }
        try {
            sql.abort(Runnable::run);
        } catch (SQLException e) {
            System.getLogger(BinlogBatches.class.getName()).log(System.Logger.Level.DEBUG, "aborting", e);
        }
    }

    @Override
    public void close() {
        hook.close();
        closeBatch();
        Server.closeQuietly(sql);
    }
}
