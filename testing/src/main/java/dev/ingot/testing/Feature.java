package dev.ingot.testing;

/** What a warehouse may leave out. What it leaves out it must refuse in so many words; {@link WarehouseContract} looks. */
public enum Feature {
    MERGE_LOADS,
    SNAPSHOT_LOADS,
    /** New columns of a source are added to the table. */
    EVOLVING_SCHEMAS,
    MERGE_BUILDS,
    DELETE_INSERT_BUILDS,
    SCD2_BUILDS,
    /** A session keeps the picture that it was opened with; without it each statement sees what is committed then. */
    PINNED_SESSIONS,
    VIEWS,
    /** {@code openAt}. */
    TIME_TRAVEL,
    RESTORE,
    /** A table that was dropped can be restored as well. */
    RESTORE_OF_DROPPED,
    MAINTENANCE
}
