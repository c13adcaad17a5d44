package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.DeltaCommit;
import dev.ingot.delta.DeltaError;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.Reads;
import dev.ingot.delta.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A write that ends in one commit of a Delta table. For one thread. */
final class DeltaWrite implements PendingWrite {

    private enum State {
        OPEN,
        COMMITTED,
        UNKNOWN,
        DISCARDED
    }

    private final Lake lake;
    private final TableName table;
    private final Draft draft;
    private final Written written;
    private final Reads reads;
    private final long rowsBefore;
    private final long rowsAfter;
    private State state = State.OPEN;

    DeltaWrite(Lake lake, TableName table, Draft draft, Written written, Reads reads, long rowsBefore, long rowsAfter) {
        this.lake = lake;
        this.table = table;
        this.draft = draft;
        this.written = written;
        this.reads = reads;
        this.rowsBefore = rowsBefore;
        this.rowsAfter = rowsAfter;
    }

    @Override
    public Counts counts() {
        return written.counts();
    }

    @Override
    public long rowsBefore() {
        return rowsBefore;
    }

    @Override
    public long rowsAfter() {
        return rowsAfter;
    }

    @Override
    public long removed() {
        return written.removed();
    }

    @Override
    public long gone() {
        return written.gone();
    }

    @Override
    public long versions() {
        return written.versions();
    }

    @Override
    public TableSchema schema() {
        return draft.schema();
    }

    String operation() {
        return written.operation();
    }

    /** The table as it will be. */
    FileSet files() {
        return draft.files();
    }

    @Override
    public TableChange commit(CommitNote note) {
        if (state != State.OPEN) {
            throw new IllegalStateException("the write of " + table + " is already " + state);
        }
        Optional<DeltaSnapshot> base = draft.base();
        long before = base.map(DeltaSnapshot::version).orElse(-1L);
        boolean noted = note.pipeline() != null
                || (note.position() != null && written.counts().read() > 0);
        if (base.isPresent() && !noted && !changesAnything(base.get())) {
            state = State.COMMITTED;
            return new TableChange(table, before, before);
        }
        lake.catalog().checkName(table);
        DeltaSnapshot after = commit(deltaCommit(note, base));
        lake.catalog().committed(table, after);
        draft.deleteSuperseded(lake.catalog().folder(table));
        return new TableChange(table, before, after.version());
    }

    private DeltaSnapshot commit(DeltaCommit commit) {
        try {
            DeltaSnapshot after = lake.catalog().table(table).commit(commit);
            state = State.COMMITTED;
            return after;
        } catch (IngotException e) {
            if (e.first().code() == DeltaError.OUTCOME_UNKNOWN) {
                state = State.UNKNOWN;
            }
            throw e;
        }
    }

    private boolean changesAnything(DeltaSnapshot base) {
        return !draft.empty() || changesSchema(base);
    }

    private boolean changesSchema(DeltaSnapshot base) {
        return !base.schema().equals(draft.schema()) || !base.partitionColumns().equals(draft.partitionColumns());
    }

    private DeltaCommit deltaCommit(CommitNote note, Optional<DeltaSnapshot> base) {
        boolean newSchema = base.isEmpty() || changesSchema(base.get());
        @Nullable TableSchema schema = newSchema ? draft.schema() : null;
        Map<String, String> properties = new HashMap<>();
        if (base.isEmpty()) {
            properties.put("delta.checkpointInterval", Integer.toString(lake.checkpointInterval()));
        }
        return new DeltaCommit(
                note.operation().isEmpty() ? written.operation() : note.operation(),
                Map.of(),
                base.map(DeltaSnapshot::version).orElse(-1L),
                schema,
                newSchema ? draft.partitionColumns() : List.of(),
                draft.added(),
                draft.removed(),
                note.pipeline() == null ? null : new Transaction(note.pipeline(), note.batch()),
                note.metadata(this),
                newSchema && base.isPresent() ? Reads.TABLE : reads,
                true,
                properties);
    }

    @Override
    public void discard() {
        if (state == State.OPEN) {
            state = State.DISCARDED;
            draft.deleteWritten(lake.catalog().folder(table));
        }
    }
}
