package dev.ingot.api.warehouse;

/** What becomes of a table whose columns are not those of the select: dbt's {@code on_schema_change}, and one more. */
public enum SchemaPolicy {
    IGNORE,
    FAIL,
    APPEND_NEW_COLUMNS,
    SYNC_ALL_COLUMNS,
    /**
     * For tables that keep what others sent: columns are added, none is dropped, and a column whose type changed gets
     * the type that holds the values of both ({@link dev.ingot.api.table.TypeLattice#wider}).
     */
    WIDEN
}
