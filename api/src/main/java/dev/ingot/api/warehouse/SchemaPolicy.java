package dev.ingot.api.warehouse;

/** dbt's {@code on_schema_change} for an incremental model. */
public enum SchemaPolicy {
    IGNORE,
    FAIL,
    APPEND_NEW_COLUMNS,
    SYNC_ALL_COLUMNS
}
