package dev.ingot.cli;

import dev.ingot.api.table.TableName;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.RunOwner;
import java.util.ArrayList;
import java.util.List;

/** The locks that a command holds which is no run, with signs of life as long as it holds them. Not thread-safe. */
public final class HeldTables implements AutoCloseable {

    private final MetadataStore store;
    private final RunOwner owner;
    private final Pulse pulse;
    private final List<Locks.Lease> leases = new ArrayList<>();

    private HeldTables(MetadataStore store, RunOwner owner, Pulse pulse) {
        this.store = store;
        this.owner = owner;
        this.pulse = pulse;
    }

    /** @param name what others are told who find a table locked */
    public static HeldTables of(MetadataStore store, String name) {
        // Where a lock is lost nothing more is needed: a commit finds out that another one was faster.
        return new HeldTables(store, store.owner(name), Pulse.of(store, name, () -> {}));
    }

    /**
     * Takes a table's lock.
     *
     * @throws dev.ingot.api.error.IngotException with exit code LOCKED if somebody alive holds it
     */
    public void take(TableName table) {
        leases.add(store.locks().acquire(table, owner));
    }

    @Override
    public void close() {
        pulse.close();
        leases.forEach(Locks.Lease::close);
    }
}
