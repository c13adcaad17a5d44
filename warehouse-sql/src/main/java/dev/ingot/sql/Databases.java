package dev.ingot.sql;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.sql.internal.SqlWarehouse;
import java.time.InstantSource;

/** Makes warehouses of databases. Stateless. */
public final class Databases {

    private Databases() {}

    /**
     * @param name of the connection
     * @param dialect closed with the warehouse
     */
    public static Warehouse warehouse(String name, Dialect dialect, InstantSource clock) {
        return new SqlWarehouse(name, dialect, clock);
    }
}
