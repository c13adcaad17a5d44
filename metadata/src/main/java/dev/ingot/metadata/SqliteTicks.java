package dev.ingot.metadata;

import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.Ticks;
import java.time.Instant;
import java.util.Optional;

/** The table {@code schedule_tick}. */
final class SqliteTicks implements Ticks {

    private final Database database;
    private final String warehouse;

    SqliteTicks(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public Optional<Instant> last(String schedule) {
        return database.read(handle -> handle.sql(
                        "SELECT last_began FROM schedule_tick WHERE warehouse = :warehouse AND name = :name")
                .bind("warehouse", warehouse)
                .bind("name", schedule)
                .first(row -> Times.instant(row.getString(1))));
    }

    @Override
    public void done(String schedule, Instant began) {
        database.execute(handle -> handle.sql("""
                        INSERT INTO schedule_tick (warehouse, name, last_began) VALUES (:warehouse, :name, :began)
                        ON CONFLICT (warehouse, name) DO UPDATE SET last_began = excluded.last_began
                        """)
                .bind("warehouse", warehouse)
                .bind("name", schedule)
                .bind("began", Times.text(began))
                .execute());
    }
}
