package dev.ingot.api.load;

/** How a batch becomes part of its table. All of them are idempotent: the same batch again changes nothing. */
public enum LoadMode {
    /** The batch replaces the table, atomically. */
    FULL,
    /** Rows are added. */
    APPEND,
    /** Rows are added or replaced by key. */
    MERGE,
    /** Each change of a row opens a new version of it (SCD type 2): {@code valid_from}, {@code valid_to}, {@code is_current}. */
    SNAPSHOT
}
