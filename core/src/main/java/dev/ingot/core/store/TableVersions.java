package dev.ingot.core.store;

import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.List;

/** Which step moved which table from which version to which; what {@code ingot undo} needs. */
public interface TableVersions {

    /**
     * Records a change as soon as it is committed, so that a step that fails later can still be undone. Several changes
     * of one table by one step become one, from the first version to the last. A change to the same version is none.
     */
    void record(long auditId, TableChange change);

    /** As {@link #record(long, TableChange)}, of a change that was committed earlier. */
    void record(long auditId, TableChange change, Instant at);

    /** The changes of a run, in the order of its steps. */
    List<Entry> ofRun(String run);

    /** The changes of a table, those of the newest step first: steps on one table follow each other, by its lock. */
    List<Entry> ofTable(TableName table, int limit);

    record Entry(long auditId, String run, String node, TableChange change, Instant at) {}
}
