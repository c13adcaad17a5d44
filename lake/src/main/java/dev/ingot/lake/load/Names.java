package dev.ingot.lake.load;

/** The columns that Ingot adds to what it read. */
final class Names {
    static final String PREFIX = "_ingot_";
    static final String RUN = "_ingot_run";
    static final String LOADED_AT = "_ingot_loaded_at";
    static final String SOURCE = "_ingot_source";

    /**
     * The number of the batch that brought the row, of its pipeline from 1: the order in which rows were committed,
     * whatever the clock said. Null in rows that were loaded before there was this column.
     */
    static final String BATCH = "_ingot_batch";

    static final String POSITION = "_ingot_position";

    /** Columns of staged files that never become part of a table's schema. */
    static final String ERROR = "_ingot_error";

    static final String RAW = "_ingot_raw";
    static final String RECORD = "_ingot_record";
    static final String SUSPECT = "_ingot_suspect";

    /** Between the errors of one row; control characters cannot stand in a rule's name. */
    static final char NEXT_ERROR = '\u001e';

    /** Between rule and reason. */
    static final char REASON = '\u001f';

    private Names() {}
}
