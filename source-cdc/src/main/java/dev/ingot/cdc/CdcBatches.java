package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source.Batches;
import dev.ingot.cdc.Message.Begin;
import dev.ingot.cdc.Message.Change;
import dev.ingot.cdc.Message.Commit;
import dev.ingot.cdc.Message.Described;
import dev.ingot.cdc.Message.Note;
import dev.ingot.cdc.Message.Truncated;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The changes of one table up to the moment in which reading began. First a snapshot, where there is no position; then
 * batches that end only where a transaction ends. The slot is moved when the next batch is asked for, because the last
 * one is committed then; so it never runs ahead of the table.
 */
final class CdcBatches implements Batches {

    private static final String MARK = "ingot";

    private final Server server;
    private final Limits limits;
    private final Path work;
    private final ReadRequest request;
    private final CapturedTable table;
    private final String slot;
    private final @Nullable String publication;
    private final Connection sql;
    private final Connection replication;
    private final StepControl.AutoUnregister hook;
    private final StepControl control;
    private final String mark = UUID.randomUUID().toString();
    private final Map<Integer, TableShape> shapes = new HashMap<>();
    private final String system;
    private @Nullable Snapshot snapshot;
    private @Nullable ChangeStream stream;
    private @Nullable Spool spool;
    private CdcPosition position;
    private boolean started;
    private boolean ended;

    /**
     * When a batch is full, and how much of the log an idle table may hold back before its position is written anew.
     */
    record Limits(long rows, long bytes, long idleBytes) {}

    CdcBatches(Server server, Limits limits, String newSlot, Path work, ReadRequest request, StepControl control) {
        this.server = server;
        this.limits = limits;
        this.work = work;
        this.request = request;
        this.control = control;
        this.table = CapturedTable.of(request.pipeline(), request.options());
        CdcPosition stored = request.position() == null ? null : CdcPosition.parse(request.position());
        this.slot = request.options().get("slot") instanceof String named
                ? named
                : stored == null ? newSlot : stored.slot();
        this.publication = request.options().get("publication") instanceof String named ? named : null;
        this.replication = server.replication();
        this.sql = server.sql();
        this.system = Slots.system(replication);
        this.position = stored == null
                ? new CdcPosition(system, slot, table.toString(), LogSequenceNumber.INVALID_LSN)
                : stored;
        this.hook = control.onCancel(this::abort);
    }

    @Override
    public @Nullable Batch next() {
        try {
            if (!started) {
                started = true;
                prepare();
                if (request.full() || request.position() == null) {
                    return firstBatch();
                }
                requireUnbroken();
            } else {
                committed();
            }
            // A full load is the table as it is now; what changed since comes with the next run.
            if (ended || request.full()) {
                return null;
            }
            if (stream == null) {
                stream = open();
            }
            return read(stream);
        } catch (SQLException e) {
            throw failed(e);
        } catch (IngotException e) {
            throw control.cancelled() ? interrupted(e) : e;
        }
    }

    private void prepare() {
        Preflight preflight = new Preflight(sql, server);
        java.util.List<Problem> problems = new java.util.ArrayList<>(preflight.server());
        problems.addAll(preflight.table(table));
        boolean first = new Slots(sql).find(slot).isEmpty();
        if (first && (request.full() || request.position() == null)) {
            problems.addAll(preflight.freeSlot());
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        preflight.publication(publicationName(), table, publication == null);
    }

    private String publicationName() {
        return publication == null ? slot : publication;
    }

    private Batch firstBatch() {
        new Slots(sql).drop(slot);
        Snapshot taken = Snapshot.take(server, replication, slot, table);
        snapshot = taken;
        position = new CdcPosition(system, slot, table.toString(), taken.lsn());
        return taken.batch(position);
    }

    /** Going on is right only where the slot still has all that comes after the position. */
    private void requireUnbroken() {
        String why = gap();
        if (why != null) {
            throw Problem.of(
                            CdcError.STREAM_LOST,
                            "The changes of " + table + " since " + position.lsn() + " are not all there any more.")
                    .because(why)
                    .fix("Load the table as it is now: ingot run --select " + request.pipeline()
                            + " --full-refresh. The change log begins anew with it.")
                    .toException();
        }
    }

    private @Nullable String gap() {
        if (!position.system().equals(system)) {
            return "This is another server than the one that the position is from.";
        }
        if (!position.table().equals(table.toString())) {
            return "The position is one of the table " + position.table() + ".";
        }
        Optional<Slots.Slot> found = new Slots(sql).find(slot);
        if (found.isEmpty()) {
            return "The replication slot " + slot + " is gone.";
        }
        if ("lost".equals(found.get().status())) {
            return "The server has removed the log that the slot " + slot
                    + " needs, because it was more than max_slot_wal_keep_size.";
        }
        String confirmed = found.get().confirmed();
        if (confirmed == null || LogSequenceNumber.valueOf(confirmed).compareTo(position.lsn()) > 0) {
            return "The replication slot " + slot + " stands at " + confirmed
                    + ": it was made anew, or somebody else has read from it.";
        }
        return null;
    }

    /** The last batch is in the table. */
    private void committed() {
        if (stream != null) {
            stream.confirm(position.lsn());
        }
        closeBatch();
    }

    private void closeBatch() {
        if (snapshot != null) {
            snapshot.close();
            snapshot = null;
        }
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }

    private ChangeStream open() {
        new Slots(sql).fence(slot);
        ChangeStream opened = ChangeStream.open(replication, slot, publicationName(), position.lsn());
        // Our own mark in the log: what is read when it comes back is all that was there when we began.
        Server.rows(sql, "SELECT pg_logical_emit_message(true, ?, ?)::text", row -> row.getString(1), MARK, mark);
        return opened;
    }

    private @Nullable Batch read(ChangeStream from) throws SQLException {
        Spool changes = new Spool(work);
        spool = changes;
        LogSequenceNumber before = position.lsn();
        Begin begin = null;
        long ordinal = 0;
        while (!ended && changes.rows() < limits.rows() && changes.bytes() < limits.bytes()) {
            boolean inside;
            do {
                Message message = from.next();
                if (message instanceof Begin started) {
                    begin = started;
                    ordinal = 0;
                } else if (message instanceof Described described) {
                    shapes.put(described.id(), described.shape());
                } else if (message instanceof Change change) {
                    TableShape shape = captured(change.table());
                    if (shape != null && begin != null) {
                        changes.add(shape, ChangeLog.changeRow(shape, begin, change, ++ordinal));
                    }
                } else if (message instanceof Truncated truncated) {
                    for (int id : truncated.tables()) {
                        TableShape shape = captured(id);
                        if (shape != null && begin != null) {
                            changes.add(shape, ChangeLog.truncateRow(shape, begin, ++ordinal));
                        }
                    }
                } else if (message instanceof Note note) {
                    ended |= note.prefix().equals(MARK) && note.content().equals(mark);
                } else if (message instanceof Commit commit) {
                    position = new CdcPosition(system, slot, table.toString(), commit.end());
                    begin = null;
                }
                inside = begin != null;
            } while (inside);
        }
        boolean nothing = changes.rows() == 0;
        if (nothing && position.lsn().asLong() - before.asLong() < limits.idleBytes()) {
            return null;
        }
        return new Batch(
                new Relation.Rows(table.toString(), changes.columns(), changes, changes.bytes()), position.json());
    }

    private @Nullable TableShape captured(int id) {
        TableShape shape = shapes.get(id);
        if (shape == null) {
            throw new IllegalStateException("a change of a table that was not described: " + id);
        }
        return shape.schema().equals(table.schema()) && shape.table().equals(table.name()) ? shape : null;
    }

    private IngotException failed(SQLException e) {
        return control.cancelled() ? interrupted(e) : Server.failed(e, "Reading the changes of " + table);
    }

    private IngotException interrupted(Exception e) {
        return new IngotException(
                Problem.of(CdcError.INTERRUPTED, "Reading the changes of " + table + " was interrupted."), e);
    }

    private void abort() {
        try {
            replication.abort(Runnable::run);
            sql.abort(Runnable::run);
        } catch (SQLException e) {
            System.getLogger(CdcBatches.class.getName()).log(System.Logger.Level.DEBUG, "aborting", e);
        }
    }

    @Override
    public void close() {
        hook.close();
        closeBatch();
        try (sql;
                replication) {
            if (stream != null) {
                stream.close();
            }
        } catch (SQLException e) {
            System.getLogger(CdcBatches.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
