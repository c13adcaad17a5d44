package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.util.Optional;

/** The identity of a database: the only row of a table of Ingot's own. */
final class Identity {

    private static final String TABLE = Versions.SCHEMA + ".warehouse";

    private Identity() {}

    static WarehouseId of(Jdbc jdbc) {
        return find(jdbc).orElseGet(() -> make(jdbc));
    }

    private static Optional<WarehouseId> find(Jdbc jdbc) {
        boolean there = jdbc.number("select count(*) from information_schema.tables where table_schema = "
                        + Sql.text(Versions.SCHEMA) + " and table_name = 'warehouse'")
                > 0;
        return there
                ? jdbc.rows("select id from " + TABLE, row -> new WarehouseId(row.getString(1))).stream()
                        .findFirst()
                : Optional.empty();
    }

    private static WarehouseId make(Jdbc jdbc) {
        try {
            jdbc.execute("create schema if not exists " + Versions.SCHEMA);
            jdbc.execute("create table if not exists " + TABLE
                    + " (only_row integer primary key check (only_row = 1), id varchar not null)");
            jdbc.execute("insert into " + TABLE + " values (1, "
                    + Sql.text(WarehouseId.random().value()) + ") on conflict do nothing");
        } catch (IngotException e) {
            if (e.first().code() == SqlError.PRIVILEGE) {
                return WarehouseId.READ_ONLY;
            }
            // Of two processes that make the same table, a database may let one fail.
            return find(jdbc).orElseThrow(() -> e);
        }
        return find(jdbc).orElseThrow();
    }
}
