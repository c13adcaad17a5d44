package dev.ingot.lake.load;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** Why a batch could not be loaded. */
public enum LoadError implements ErrorCode {
    THRESHOLD(
            "001",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "Too many rows of a batch were bad",
            "More rows broke the contract than the pipeline's threshold allows. Nothing was written to the table. The bad"
                    + " rows are in quarantine with their reasons: look at them, mend the source or the contract, and run"
                    + " again. Running again does not store them twice."),
    SCHEMA_FROZEN(
            "002",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "The source's columns are not the table's",
            "The contract is frozen and the source has other columns than the table. Every difference is listed. Change"
                    + " the source, the contract's columns, or its mode to evolve or quarantine."),
    UNREADABLE(
            "003",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A file cannot be read",
            "The file is damaged, is not of the stated format, or uses something of the format that the engine does not"
                    + " know. Nothing was written. Mend or remove the file, or state its format."),
    HEADER(
            "004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A header cannot be used",
            "Every column of a delimited file needs a name of its own, ignoring case, and names that begin with _ingot_"
                    + " are taken. Mend the header or give the names with columns: and skip the header's line."),
    COLUMN_MISSING(
            "005",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "A declared column is not in the source",
            "The contract, the key or the order names a column that no record of a file has. Mend the name, or mark"
                    + " the column optional: true where files may lack it."),
    RULE(
            "006",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A rule of the contract cannot be applied",
            "A limit is not a value of its column's type, a regular expression or date format is not valid, or a type"
                    + " cannot be reached from the table's type without changing values."),
    RECORD_TOO_LONG(
            "007",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A record is too long",
            "A single record is longer than 32 MiB. Split it, or check that quotes are closed, that the lines end and"
                    + " that the file is text at all. A record of 16 to 32 MiB is quarantined."),
    ENGINE(
            "008",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "The engine could not run a load",
            "The engine failed while it read or wrote. Nothing was committed to the table; the load can be tried again."),
    CANCELLED(
            "009",
            ErrorKind.USER,
            ExitCode.INTERRUPTED,
            "A load was cancelled",
            "The run was stopped. Nothing of this batch was committed to the table."),
    NOT_CONSERVED(
            "010",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The rows of a load do not add up",
            "The rows that were read are not the rows that were written, deduplicated and quarantined. Nothing was"
                    + " committed. This is a defect: please report it with the file."),
    NOTHING_FITS(
            "011",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "A file does not fit its table at all",
            "Not one record of a file could be accepted, or its header is one name where every line shows another"
                    + " delimiter. That is a wrong file, delimiter or contract rather than bad rows, so nothing was"
                    + " written to the table; the rows are in quarantine with their reasons. A file of a single bad"
                    + " record is quarantined like any other row. Set quarantine: max_percent: 100 where files may be"
                    + " bad as a whole."),
    FILE_CHANGED(
            "012",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "A file changed while it was loaded",
            "Between the checksum and the end of the load the file was cut, replaced or written to, so it cannot be said"
                    + " what was read. Nothing of its batch was loaded; the load is tried again. Write files under a"
                    + " name that no pipeline matches, and rename them when they are whole."),
    PARTITIONS(
            "015",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The table is split by other columns",
            "partition_by names other columns than those that split the table's folders. A load adds to the folders that"
                    + " are there; only a table that is replaced gets others. Nothing was read.");

    private final Entry entry;

    LoadError(String number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry("INGOT-LOAD-" + number, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
