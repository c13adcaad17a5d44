package dev.ingot.delta;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong with a Delta table. */
public enum DeltaError implements ErrorCode {
    CONFLICT(
            "INGOT-DELTA-001",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "Somebody else changed the table in between",
            "Another process committed to the same table after this step had read it, and the two changes cannot both"
                    + " stand. Nothing of this step was written. Run the step again: it then starts from the new state."),
    OUTCOME_UNKNOWN(
            "INGOT-DELTA-002",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "It is not known whether a commit took place",
            "The disk failed at the moment of the commit, and it could not be found out afterwards whether the commit"
                    + " is there. No file was removed. When the disk is well again, look at the table's history; a step"
                    + " that names its batch is recognised and not applied twice."),
    ALREADY_COMMITTED(
            "INGOT-DELTA-003",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "Another batch of this number is already in the table",
            "Another process loaded the same pipeline into the table meanwhile, for example from another project."
                    + " Nothing was written. The step is tried again: it then finds what the other one read."),
    UNSUPPORTED_FEATURE(
            "INGOT-DELTA-004",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The table uses a feature of Delta Lake that Ingot does not read or write",
            "Reading such a table as plain Parquet files would give wrong rows, so it is refused. Rewrite the table"
                    + " without the feature with the engine that wrote it, for example with a CREATE TABLE … AS SELECT"
                    + " whose properties leave the feature out."),
    CORRUPT_LOG(
            "INGOT-DELTA-005",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The table's log cannot be read",
            "A file in the table's _delta_log folder is missing or damaged, or says something that Ingot does not"
                    + " understand. The message names the file. A damaged checkpoint is passed over as long as the commits before it"
                    + " are there: delete the file, and a new checkpoint comes with one of the next commits. A damaged newest"
                    + " commit can be deleted, too: the next run finds the table behind what was known of it, and reads again"
                    + " what is missing. Anything else has to come back from a backup of this one table, or the table has to"
                    + " be built again."),
    NO_SUCH_VERSION(
            "INGOT-DELTA-006",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The table has no such version",
            "Versions are numbered from 0. Old ones disappear when the log's retention has passed."),
    NO_SUCH_TABLE(
            "INGOT-DELTA-007",
            ErrorKind.USER,
            ExitCode.USAGE,
            "There is no table in this folder",
            "A Delta table is a folder with a _delta_log folder in it. Check the path."),
    TABLE_EXISTS(
            "INGOT-DELTA-008",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "There is already a table in this folder",
            "The table was to be created, but somebody else had created it. Run the step again: it then finds the"
                    + " table."),
    INVALID_COMMIT(
            "INGOT-DELTA-009",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A commit is not valid",
            "A change was asked for that would leave the table in a state that readers misread. Nothing was written."),
    INCOMPATIBLE_SCHEMA(
            "INGOT-DELTA-010",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "The new columns do not fit the files of the table",
            "Columns may be added and types widened, because files written before can still be read. Anything else"
                    + " needs the table to be rewritten (a full refresh)."),
    FILES_GONE(
            "INGOT-DELTA-011",
            ErrorKind.USER,
            ExitCode.FAILED,
            "Files of that version have been removed",
            "Vacuum removes the files that no version within the retention needs. The version can no longer be"
                    + " restored."),
    DISK(
            "INGOT-DELTA-012",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "A file of the table could not be read or written",
            "The disk is full, a permission is missing, the disk failed, or somebody removed or changed a data file that"
                    + " the table's log names. The message names the file and the cause."),
    NO_HARD_LINKS(
            "INGOT-DELTA-013",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The file system has no hard links",
            "Commits are made safe between processes with a hard link. FAT and some network file systems have none."
                    + " Put the lake on a file system that has them.");

    private final Entry entry;

    DeltaError(String id, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(id, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
