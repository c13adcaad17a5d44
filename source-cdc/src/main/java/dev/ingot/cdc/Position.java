package dev.ingot.cdc;

/** Up to where the changes of a table were taken from the log of its database. Immutable. */
sealed interface Position permits CdcPosition, BinlogPosition {

    /** With its schema, as the pipeline's {@link CapturedTable} prints itself. */
    String table();

    /** As one number that grows with the log. What began before it is in the table; what begins here or later is not. */
    long place();

    /** Whether all of the table was read as it was, and only changes follow. */
    boolean isWhole();

    /** That of the same table, of which all was read, at another place of the same log. */
    Position movedTo(Position place);

    /** As it is committed with the rows. */
    String json();
}
