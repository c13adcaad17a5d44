package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A model's next table. For one thread. */
final class StagedTable implements Staged {

    private final Lake lake;
    private final DeltaWrite write;
    private final TableName table;
    private final WriteTag tag;
    private final Supplier<Session> sessions;

    /** @param sessions opens one over what is published then */
    StagedTable(Lake lake, DeltaWrite write, TableName table, WriteTag tag, Supplier<Session> sessions) {
        this.lake = lake;
        this.write = write;
        this.table = table;
        this.tag = tag;
        this.sessions = sessions;
    }

    @Override
    public TableName table() {
        return table;
    }

    @Override
    public TableSchema schema() {
        return write.schema();
    }

    @Override
    public Counts counts() {
        return write.counts();
    }

    FileSet files() {
        return write.files();
    }

    @Override
    public TableChange publish(Consumer<Session> after) {
        TableChange change = publish();
        try (Session session = sessions.get()) {
            after.accept(session);
        }
        return change;
    }

    @Override
    public TableChange publish() {
        TableChange change =
                write.commit(new CommitNote(write.operation(), tag.node(), tag.run(), null, 0, tag.position()));
        // A view of this name gives way to the table.
        lake.catalog().removeView(table);
        return change;
    }

    @Override
    public void close() {
        write.discard();
    }
}
