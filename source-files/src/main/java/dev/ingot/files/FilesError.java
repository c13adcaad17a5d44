package dev.ingot.files;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What can go wrong between a folder and the engine. */
public enum FilesError implements ErrorCode {
    ROOT_MISSING(
            "001",
            ErrorKind.RESOURCE,
            ExitCode.UNREACHABLE,
            "The folder of a connection cannot be read",
            "The connection's path does not lead to a folder that this user may list. A relative path starts at the"
                    + " project's folder. Mount the folder, correct the path, or grant the right to read it."),
    BAD_PATTERN(
            "002",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A path pattern is not valid",
            "A pattern is relative to the connection's path. It may hold *, **, ?, [abc], {a,b}, and the placeholders"
                    + " {date}, {date:PATTERN} and {data_source}. A backslash takes the meaning from the next character."),
    BAD_OPTION(
            "003",
            ErrorKind.USER,
            ExitCode.USAGE,
            "An option of a files pipeline is not valid",
            "The keys of a pipeline's from: block contradict each other or hold a value that does not fit."),
    NO_FILE_MATCHES(
            "004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "No file matches",
            "Nothing under the connection's path matches the pattern of the pipeline, for the date of the run where one"
                    + " was given. Set missing: ok where that is normal."),
    FILE_CHANGED(
            "005",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A file that was read before has other content now",
            "Each file is read once. This one was read, and was overwritten afterwards. Reading it again is right for a"
                    + " merge or a full load (on_changed_file: reload) and would double rows in an append, so somebody"
                    + " must decide."),
    UNREADABLE(
            "006",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "A file cannot be read",
            "The operating system could not read the file: a broken disk, or a network folder that went away."),
    CORRUPT(
            "007",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A file is damaged or cut off",
            "The file is compressed or Parquet, and its checksums, its lengths or its end are wrong. An upload or a"
                    + " download that broke off is the usual cause. Nothing of its batch was loaded. Fetch it again."),
    WRONG_ENCODING(
            "008",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A file is not in the encoding that was declared",
            "The bytes at the place named are not valid in that encoding. Ingot never replaces characters silently. Set"
                    + " encoding: to what the file is really written in."),
    NOT_SUPPORTED(
            "009",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A file is of a kind that is not read",
            "Read are CSV, TSV, JSON lines, JSON arrays and Parquet, plain or compressed with gzip or zstd. Unpack or"
                    + " convert archives, spreadsheets and other kinds first."),
    UNKNOWN_FORMAT(
            "010",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The format of a file is not known from its name",
            "The name does not end in .csv, .tsv, .json, .jsonl, .ndjson or .parquet (before .gz or .zst). Set format:"
                    + " in the pipeline."),
    BAD_POSITION(
            "011",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A stored position cannot be understood",
            "The text that a batch left in the table is not a position of a files pipeline. It was written by another"
                    + " kind of source or by a newer Ingot."),
    INTERRUPTED(
            "012",
            ErrorKind.USER,
            ExitCode.INTERRUPTED,
            "Reading was interrupted",
            "The run was asked to stop while files were being checked. Nothing of this batch was loaded."),
    WORK_FOLDER(
            "013",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "A temporary copy cannot be written",
            "Files that are not UTF-8 are rewritten into the work folder before they are loaded. The folder is full or"
                    + " may not be written."),
    STILL_WRITTEN(
            "014",
            ErrorKind.EXTERNAL,
            ExitCode.OK,
            "A file was left for the next run",
            "Its size or time changed, or it went away, while it was being checked: somebody is still writing it. The"
                    + " next run takes it."),
    EMPTY_FILE(
            "015",
            ErrorKind.USER,
            ExitCode.OK,
            "A file has no content",
            "A file without a single byte of text has no rows and is passed over; it is read when it has content."),
    DELTA_TABLE(
            "016",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The files belong to a Delta table",
            "A Delta table's folder also holds the files of older versions and of writers that failed; only its log says"
                    + " which rows are the table's. Reading the files one by one would bring deleted rows back. Put the"
                    + " table's folder into the lake, as <schema>/<table>, and let models read it by that name."),
    PASSED_OVER(
            "017",
            ErrorKind.USER,
            ExitCode.OK,
            "Something that matches is no file to read",
            "Read are regular files that lie in the connection's folder. Passed over are names that begin with _ or . or"
                    + " end in .crc (bookkeeping of other programs), pipes, sockets and devices, and symbolic links that"
                    + " lead nowhere, in a circle or out of the folder. What this user may not read is left for the next"
                    + " run, and stops a full load."),
    REFUSED(
            "018",
            ErrorKind.RESOURCE,
            ExitCode.UNREACHABLE,
            "A file may not be read, or is gone",
            "This user has no right to read the file or to list the folder, or it went away after it was found. Trying"
                    + " again at once does not help: the file is left for the next run, or, where the load cannot do"
                    + " without it, the step fails. Grant the right (chmod, or the group of the service's user), or put"
                    + " the file back.");

    private final Entry entry;

    /** Why a file could not be read: one that is refused is refused again, anything else may pass. */
    static FilesError unreadable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException || cause instanceof NoSuchFileException) {
                return REFUSED;
            }
        }
        return UNREADABLE;
    }

    FilesError(String number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry("INGOT-FILE-" + number, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
