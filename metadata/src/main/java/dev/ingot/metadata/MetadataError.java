package dev.ingot.metadata;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong with the metadata store. */
public enum MetadataError implements ErrorCode {
    LOCKED(
            1,
            ErrorKind.USER,
            ExitCode.LOCKED,
            "A table is locked by another run",
            "Only one run may write a table at a time. The message names the run that holds the lock, its process and"
                    + " since when. Wait until it ends, or end that process; its locks are free as soon as the process"
                    + " is gone. The lock of a run on another machine is free when its lease runs out."),
    TOO_NEW(
            2,
            ErrorKind.USER,
            ExitCode.USAGE,
            "The metadata store was made by a newer Ingot",
            "A newer version of Ingot has changed the tables of the metadata store. An older version cannot know what"
                    + " they mean, so it does not touch them. Use the newer version, or point this one to another"
                    + " file."),
    CORRUPT(
            3,
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "The metadata store is damaged",
            "The file is not a SQLite database, or parts of it cannot be read. Restore it from a backup, or repair it"
                    + " with `sqlite3 FILE .recover`. If it is moved away, Ingot makes a new one: the positions come"
                    + " back from the tables themselves, the history of runs and rows that were added to the"
                    + " controller by hand do not."),
    BUSY(
            4,
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The metadata store is in use",
            "Another process holds a write transaction on the metadata store for longer than Ingot waits. Often it is"
                    + " a SQLite tool with an open transaction: commit or close it."),
    CANNOT_OPEN(
            5,
            ErrorKind.RESOURCE,
            ExitCode.UNREACHABLE,
            "The metadata store cannot be opened or written",
            "The file or its folder cannot be created, read or written: permissions, a full disk, a read-only file"
                    + " system, or a file of another program in its place."),
    CONTROLLER_CHANGED(
            6,
            ErrorKind.USER,
            ExitCode.USAGE,
            "The controller changed since the plan was made",
            "Somebody edited the controller between the plan and its application. Nothing was written. Plan again, so"
                    + " that what is applied is what was shown."),
    CONTROLLER_INVALID(
            7,
            ErrorKind.USER,
            ExitCode.USAGE,
            "A pipeline cannot be stored in the controller",
            "A value of a pipeline breaks a rule of the controller: two pipelines with one name or one destination, an"
                    + " unknown load type, an empty field, or options that are no JSON object."),
    UNBALANCED(
            8,
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "Rows are not accounted for",
            "A step reported success, but the rows that it read are not the sum of what became of them. The step is"
                    + " stored as failed. This is a defect in Ingot: please report it with the counts."),
    UNKNOWN(
            9,
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The metadata store does not know this run, step or row",
            "Something was asked of a run, a step or a row that is not there. Either it was deleted by hand, or this"
                    + " is a defect in Ingot."),
    STATEMENT(
            10,
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A statement of the metadata store failed",
            "SQLite refused a statement for a reason that Ingot did not expect. The message has SQLite's own words."),
    MIGRATION(
            11,
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "The metadata store cannot be brought up to date",
            "The tables of the store could not be created or changed to this version's. If the file belongs to another"
                    + " program, point Ingot to another one; if tables were changed by hand, restore a backup."),
    UNREADABLE_VALUE(
            12,
            ErrorKind.USER,
            ExitCode.USAGE,
            "A value in the metadata store cannot be read",
            "A time or a JSON text in a table of the store is not what Ingot writes there; most likely it was edited by"
                    + " hand. Times are UTC, like 2025-03-23T08:15:00.000Z or 2025-03-23 08:15:00. Mend the value with"
                    + " a SQLite tool.");

    private final Entry entry;

    MetadataError(int number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(
                String.format(java.util.Locale.ROOT, "INGOT-META-%03d", number), kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
