package dev.ingot.api.load;

/**
 * What becomes of rows of the table whose key a batch lacks. Anything but {@link #KEEP} says that each batch is the whole
 * table; a key of a bad row counts as present.
 */
public enum MissingRows {
    /** They stay as they are: a batch says nothing of other rows. */
    KEEP,
    /** Their current version ends (SNAPSHOT). A key that comes back opens a new one. */
    CLOSE,
    /** They are deleted (MERGE). */
    DELETE
}
