package dev.ingot.lake.internal;

import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.delta.DeltaCommit;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.Reads;
import java.util.Map;
import java.util.Optional;

/**
 * Takes tables out of the lake so that they can be brought back: a commit that removes all files makes writers under
 * way fail, then the folder goes to {@code _dropped}, where it stays until vacuum.
 */
final class Drops {

    static final String OPERATION = "DROP TABLE";

    private final Lake lake;

    Drops(Lake lake) {
        this.lake = lake;
    }

    /** Returns the version that was there, −1 where there was none. */
    long drop(TableName name, WriteTag tag) {
        Optional<DeltaSnapshot> snapshot = lake.catalog().latest(name);
        if (snapshot.isEmpty()) {
            return -1;
        }
        DeltaCommit commit = DeltaCommit.on(snapshot.get(), OPERATION, Reads.TABLE)
                .withRemoves(snapshot.get().files())
                .withNote(Map.of(), Map.of(CommitNote.NODE, tag.node(), CommitNote.RUN, tag.run()));
        lake.catalog().table(name).commit(commit);
        lake.catalog().moveAside(name);
        return snapshot.get().version();
    }
}
