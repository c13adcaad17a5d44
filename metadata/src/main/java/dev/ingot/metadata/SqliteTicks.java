package dev.ingot.metadata;

import dev.ingot.core.store.Ticks;
import java.time.Instant;
import java.util.Optional;

/** The table {@code schedule_tick}. */
final class SqliteTicks implements Ticks {

    private final Database database;

    SqliteTicks(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Instant> last(String schedule) {
        return database.read(handle -> handle.sql("SELECT last_began FROM schedule_tick WHERE name = :name")
                .bind("name", schedule)
                .first(row -> Times.instant(row.getString(1))));
    }

    @Override
    public void done(String schedule, Instant began) {
        database.execute(handle -> handle.sql("""
                        INSERT INTO schedule_tick (name, last_began) VALUES (:name, :began)
                        ON CONFLICT (name) DO UPDATE SET last_began = excluded.last_began
                        """)
                .bind("name", schedule)
                .bind("began", Times.text(began))
                .execute());
    }
}
