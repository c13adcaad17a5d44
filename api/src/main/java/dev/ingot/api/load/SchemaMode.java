package dev.ingot.api.load;

/** What happens when the source's columns are not the table's. */
public enum SchemaMode {
    /** New columns are added, types are widened; both are recorded in the schema history. */
    EVOLVE,
    /** The load stops with a clear error. */
    FREEZE,
    /** Rows that carry something in an unknown column go to quarantine. */
    QUARANTINE
}
