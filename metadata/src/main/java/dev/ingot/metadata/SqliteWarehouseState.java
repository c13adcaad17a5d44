package dev.ingot.metadata;

import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.FileLedger;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.Positions;
import dev.ingot.core.store.QualityMetrics;
import dev.ingot.core.store.QuarantineIndex;
import dev.ingot.core.store.SchemaHistory;
import dev.ingot.core.store.TableVersions;
import dev.ingot.core.store.Ticks;
import dev.ingot.core.store.WarehouseState;

/** The rows of one warehouse. */
record SqliteWarehouseState(
        FileLedger files,
        Positions positions,
        Locks locks,
        SchemaHistory schemas,
        QuarantineIndex quarantine,
        TableVersions versions,
        QualityMetrics metrics,
        Ticks ticks)
        implements WarehouseState {

    static WarehouseState of(Database database, SqliteLocks locks, WarehouseId id) {
        SqliteLedger ledger = new SqliteLedger(database, id);
        return new SqliteWarehouseState(
                ledger,
                ledger,
                locks.of(id),
                new SqliteSchemaHistory(database, id),
                new SqliteQuarantine(database, id),
                new SqliteVersions(database, id),
                new SqliteMetrics(database, id),
                new SqliteTicks(database, id));
    }
}
