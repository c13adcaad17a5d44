package dev.ingot.api.warehouse;

import java.util.UUID;

/**
 * The identity of a warehouse: written in the warehouse itself when it is first used, so that it stays the same under
 * any connection's name and in any project, and two warehouses never share it.
 */
public record WarehouseId(String value) {

    /** Stands for what belongs to no warehouse. */
    public static final WarehouseId NONE = new WarehouseId("none");

    /** A warehouse that has no identity because it can only be read. */
    public static final WarehouseId READ_ONLY = new WarehouseId("");

    public static WarehouseId random() {
        return new WarehouseId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
