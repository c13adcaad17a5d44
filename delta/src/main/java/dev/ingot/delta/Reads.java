package dev.ingot.delta;

/** What a commit has read of the table; decides which changes of others it can live with. */
public enum Reads {
    /** Nothing: a blind append. Goes through after any other append or rewrite. */
    NOTHING,
    /**
     * Only the files that it removes. Conflicts if one of them was removed by somebody else. Rows that others add in the
     * meantime stay, so a replacement of the whole table wants {@link #TABLE}.
     */
    FILES,
    /** The whole table, as a merge by key does. Conflicts with any rows that others added or removed. */
    TABLE
}
