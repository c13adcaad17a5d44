package dev.ingot.cli;

import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.RunOwner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The locks that a command holds which is no run, with signs of life as long as it holds them. Not thread-safe. */
public final class HeldTables implements AutoCloseable {

    private final Locks locks;
    private final RunOwner owner;
    private final Pulse pulse;
    private final List<Locks.Lease> leases = new ArrayList<>();

    private HeldTables(Locks locks, RunOwner owner, Pulse pulse) {
        this.locks = locks;
        this.owner = owner;
        this.pulse = pulse;
    }

    /**
     * @param warehouse that the tables are in
     * @param name what others are told who find a table locked
     */
    public static HeldTables of(MetadataStore store, WarehouseId warehouse, String name) {
        // Where a lock is lost nothing more is needed: a commit finds out that another one was faster.
        return new HeldTables(store.warehouse(warehouse).locks(), store.owner(name), Pulse.of(store, name, () -> {}));
    }

    /**
     * Takes a table's lock.
     *
     * @throws dev.ingot.api.error.IngotException with exit code LOCKED if somebody alive holds it
     */
    public void take(TableName table) {
        leases.add(locks.acquire(table, owner));
    }

    /**
     * Takes the locks of several tables, all or none: none is held while another is waited for, so that two that wait cannot
     * wait for each other.
     *
     * @throws dev.ingot.api.error.IngotException with exit code LOCKED if somebody alive holds one for longer than that
     */
    public void take(Collection<TableName> tables, LockWait wait) {
        wait.until(() -> {
            try {
                tables.forEach(this::take);
                return true;
            } catch (RuntimeException e) {
                free();
                throw e;
            }
        });
    }

    private void free() {
        leases.forEach(Locks.Lease::close);
        leases.clear();
    }

    @Override
    public void close() {
        pulse.close();
        free();
    }
}
