package dev.ingot.metadata;

import dev.ingot.api.warehouse.WarehouseId;
import java.util.List;

/** Takes over the rows of a store of before; see {@link dev.ingot.core.store.MetadataStore#adopt}. */
final class Adoption {

    /** Tables whose rows name a run. */
    private static final List<String> OF_RUNS = List.of("schema_history", "quarantine", "quality_metric", "table_lock");

    private Adoption() {}

    static void adopt(Database database, WarehouseId id, String target) {
        if (id.equals(WarehouseId.READ_ONLY) || !anything(database)) {
            return;
        }
        database.execute(handle -> {
            handle.sql("UPDATE run SET warehouse = :warehouse WHERE warehouse = '' AND target = :target")
                    .bind("warehouse", id.value())
                    .bind("target", target)
                    .execute();
            for (String table : OF_RUNS) {
                handle.sql("""
                                UPDATE OR IGNORE %1$s SET warehouse = :warehouse
                                 WHERE warehouse = ''
                                   AND coalesce((SELECT r.warehouse FROM run r WHERE r.run_id = %1$s.run_id), :warehouse)
                                     = :warehouse
                                """.formatted(table)).bind("warehouse", id.value()).execute();
            }
            handle.sql("UPDATE OR IGNORE schedule_tick SET warehouse = :warehouse WHERE warehouse = ''")
                    .bind("warehouse", id.value())
                    .execute();
        });
    }

    /** Most stores have nothing to take over, and are asked by every command. */
    private static boolean anything(Database database) {
        return database.read(handle -> handle.sql("""
                        SELECT EXISTS (SELECT 1 FROM run WHERE warehouse = '')
                            OR EXISTS (SELECT 1 FROM table_lock WHERE warehouse = '')
                            OR EXISTS (SELECT 1 FROM schedule_tick WHERE warehouse = '')
                        """).one(row -> row.getBoolean(1)));
    }
}
