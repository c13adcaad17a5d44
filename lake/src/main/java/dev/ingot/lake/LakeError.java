package dev.ingot.lake;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong in the lake: with SQL, and with tables and views. */
public enum LakeError implements ErrorCode {
    SQL_SYNTAX(
            "INGOT-SQL-001",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The SQL cannot be parsed",
            "The engine does not understand the statement at the marked place. Often the real slip is just before it:"
                    + " a missing comma, an unclosed bracket or quote."),
    SQL_NAME(
            "INGOT-SQL-002",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The SQL names something that is not there, or types do not fit",
            "A column, function argument or type does not fit what the query reads. The message lists the candidates."),
    SQL_NO_SUCH_OBJECT(
            "INGOT-SQL-003",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A table, view or function does not exist",
            "Tables are named schema.table. List what is there with 'ingot ls', and check the spelling. A model that"
                    + " has not been built yet has no table."),
    SQL_VALUE(
            "INGOT-SQL-004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A value does not fit its type",
            "A cast, an arithmetic operation or a function met a value that it cannot take. Use TRY_CAST to get null"
                    + " instead, or filter such rows first. A sum of whole numbers is stored as bigint; where it can"
                    + " be larger, cast it to decimal(38,0)."),
    SQL_MEMORY(
            "INGOT-SQL-005",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "The query needs more memory or disk than it may use",
            "Large sorts, joins and groupings spill to the work folder, but some operations must hold their data in"
                    + " memory. Raise memory_limit of the lake's connection, lower threads, or make room on the disk."),
    SQL_IO(
            "INGOT-SQL-006",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "A query could not reach what it reads",
            "A connection failed, or another process holds the file. The message names it; the step is tried again."),
    SQL_INTERRUPTED(
            "INGOT-SQL-007",
            ErrorKind.USER,
            ExitCode.INTERRUPTED,
            "The statement was stopped",
            "Somebody asked the run to stop. Nothing of the statement took effect."),
    SQL_UNSUPPORTED(
            "INGOT-SQL-008",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The engine cannot do this",
            "The statement uses something that DuckDB does not support, or that needs an extension. Extensions are not"
                    + " downloaded: parquet, json and icu are built in."),
    SQL_ENGINE(
            "INGOT-SQL-009",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The engine failed",
            "DuckDB reported a failure of its own. The log has the details."),
    SQL_TYPE(
            "INGOT-SQL-010",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A column's type cannot be stored in a table",
            "Cast the column to a type that Delta tables have: boolean, integers, float, double, decimal, string,"
                    + " binary, date, time, timestamp, timestamp_ntz, uuid, json, or lists, maps and structs of them."),
    SQL_FORBIDDEN(
            "INGOT-SQL-011",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The statement may not do this",
            "A query reads the lake's tables and no other file, loads no extension and changes no setting. A file becomes a"
                    + " table through a pipeline; what a model needs beside tables stands in its SQL or in a seed."),
    SQL_FILE(
            "INGOT-SQL-012",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "A file could not be read or written by a query",
            "The file is missing or damaged, this user may not read or write it, or the disk is full. The message names"
                    + " it. Trying again at once does not help, so the step fails at once."),

    NAME_TAKEN(
            "INGOT-LAKE-001",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The name differs only in case from one that is there",
            "SQL and some file systems do not tell upper from lower case, so two such tables would be mixed up."),
    BAD_NAME(
            "INGOT-LAKE-002",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The name cannot be used for a table or view",
            "Names must not be empty, and '_views' and '_delta_log' are taken for the lake's own folders."),
    NO_SUCH_TABLE(
            "INGOT-LAKE-003",
            ErrorKind.USER,
            ExitCode.USAGE,
            "There is no such table in the lake",
            "The table was never written, or it was dropped. 'ingot ls' lists what is there."),
    VIEW_CYCLE(
            "INGOT-LAKE-004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "Views read each other in a circle",
            "A view must not read itself, not even through other views. Change or drop one of them."),
    BAD_VIEW_FILE(
            "INGOT-LAKE-005",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A stored view cannot be read",
            "The file is not in the form in which Ingot writes views. Build the view's model again."),
    DISK(
            "INGOT-LAKE-006",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "A folder of the lake could not be read or changed",
            "The disk is full, a permission is missing, or the path is wrong. The cause is named in the message."),
    COLUMN_NAMES(
            "INGOT-LAKE-007",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The columns cannot be stored under these names",
            "Each column of a table needs a name of its own, upper and lower case being the same, without any of the"
                    + " characters space , ; { } ( ) = tab and line break, which other readers of Delta tables"
                    + " refuse. Give the column a name with AS."),
    DUPLICATE_KEY(
            "INGOT-LAKE-008",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The same key is there more than once",
            "A merge needs at most one new row for each key; otherwise it would be chance which one wins. Deduplicate"
                    + " in the select, for example with QUALIFY row_number() OVER (PARTITION BY key ORDER BY …) = 1."),
    NULL_KEY(
            "INGOT-LAKE-009",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A key is null",
            "Rows without a key cannot be matched. Filter them, or give them a key."),
    SCHEMA_CHANGED(
            "INGOT-LAKE-010",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "The select's columns are not the table's",
            "The policy for schema changes does not allow this one. Set on_schema_change, change the select, or build"
                    + " the table anew with --full-refresh."),
    NOT_NULL(
            "INGOT-LAKE-011",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "A column that must not be null has nulls",
            "The table's schema says that the column is never null. Filter the rows, fill the values, or change the"
                    + " contract."),
    EMPTY_PARTITION(
            "INGOT-LAKE-012",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A partition value is an empty text",
            "Delta tables cannot tell an empty text from null in a partition column. Use null or another text."),
    COUNTS_DIFFER(
            "INGOT-LAKE-013",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The counts of a write do not add up",
            "Two independent counts of the same rows differ, so the write was stopped and nothing was published."
                    + " A select that is not deterministic can cause this; otherwise it is a defect in Ingot."),
    BAD_KEY(
            "INGOT-LAKE-014",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A key column is not there or cannot be a key",
            "Keys are columns of the select, of a simple type."),
    FOREIGN_STAGED(
            "INGOT-LAKE-015",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A staged table belongs to another warehouse",
            "Only tables that were staged by this lake can be laid over its tables."),
    VERSION_GONE(
            "INGOT-LAKE-016",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The version cannot be brought back",
            "Files of that version were removed by vacuum, or the table's folder is gone."),
    SNAPSHOT_COLUMNS(
            "INGOT-LAKE-017",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The table is not a snapshot",
            "The table that is there has not the columns in which a snapshot keeps its validity. Drop it, or give the"
                    + " snapshot another name."),
    CLOSED(
            "INGOT-LAKE-018",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The lake is closed",
            "Something used the lake or a session after it was closed."),
    NO_IDENTITY(
            "INGOT-LAKE-019",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The lake's identity cannot be read",
            "The file _lake.json in the lake's folder says which lake this is, so that positions and locks of another"
                    + " lake are never taken for its own. It is damaged or empty.");

    private final Entry entry;

    LakeError(String id, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(id, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
