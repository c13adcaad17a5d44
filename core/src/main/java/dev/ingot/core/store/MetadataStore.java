package dev.ingot.core.store;

import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything that Ingot remembers between runs. Each method is one transaction: after a crash either all of it is there
 * or nothing. Thread-safe, and safe for several processes on one store.
 *
 * <p>All methods throw {@link dev.ingot.api.error.IngotException} with a code {@code INGOT-META-…} where the store
 * cannot be used.
 */
public interface MetadataStore extends AutoCloseable {

    ControllerStore controller();

    AuditStore audit();

    Outbox outbox();

    /** What is remembered of a warehouse. */
    WarehouseState warehouse(WarehouseId id);

    /**
     * Gives a warehouse what a store of before knew without saying of which warehouse: all that came of runs of this
     * target, because a run knows its target and a target has one warehouse, and what belongs to no run that is known.
     * Positions stay behind: which of them are the warehouse's own is in its log ({@link FileLedger#adopt}). Again does
     * nothing.
     */
    void adopt(WarehouseId id, String target);

    /**
     * Forgets what happened before a moment: ended runs with their steps and table versions, metrics, reports that were
     * sent, and positions that nothing can go back to any more. Of each node the last attempt stays, with its run; so do
     * the newest run of a project and target, and one whose undo is not done. A run that is gone cannot be undone.
     *
     * @param most runs at once, so that nobody waits long for the store; with fewer forgotten there is nothing more
     * @return how many runs are gone
     */
    int forget(Instant before, int most);

    /** This process as the owner of a run. */
    RunOwner owner(String run);

    /**
     * Marks runs and steps as interrupted whose owner is dead or has not given a sign of life within its lease, and
     * frees their locks. Called before a run starts, so that nothing stays {@code running} for ever.
     *
     * @return the runs that were interrupted, oldest first
     */
    List<RunRow> recover();

    /**
     * A sign of life: extends the lease of the run and of all its locks. To be called at least three times within
     * {@link #LEASE}.
     */
    Heartbeat heartbeat(String run);

    @Override
    void close();

    /** How long a run counts as alive after its last sign of life. */
    Duration LEASE = Duration.ofSeconds(60);

    /**
     * @param alive false where another process has declared this run interrupted: stop, do not commit
     * @param lost tables whose lock another run holds by now
     */
    record Heartbeat(boolean alive, List<TableName> lost) {
        public Heartbeat {
            lost = List.copyOf(lost);
        }
    }
}
