package dev.ingot.core.run;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** What can go wrong in a run beside what its steps report. */
public enum RunError implements ErrorCode {
    UNEXPECTED(
            "INGOT-RUN-002",
            ErrorKind.INTERNAL,
            "A step ended in a way that nobody foresaw",
            "This is a defect in Ingot. The log file has the whole trace; nothing of the step was published."),
    INTERRUPTED(
            "INGOT-RUN-003",
            ErrorKind.RESOURCE,
            "A step was told to stop",
            "The run was interrupted or another step failed and --fail-fast was given. Nothing of the step was"
                    + " published; run again, or use 'ingot retry'."),
    LAW_BROKEN(
            "INGOT-RUN-005",
            ErrorKind.INTERNAL,
            "The counts of a step do not add up",
            "read = inserted + updated + deleted + unchanged + deduplicated + filtered + quarantined does not hold, so a"
                    + " row was lost or doubled. This is a defect in Ingot: do not trust the table, 'ingot undo' the"
                    + " run, and report it with the log file."),
    OUT_OF_MEMORY(
            "INGOT-RUN-004",
            ErrorKind.RESOURCE,
            "There was not enough memory",
            "Lower the number of threads, or give the lake connection a smaller memory_limit so that it spills to disk"
                    + " earlier, or run on a larger machine."),
    FILE(
            "INGOT-RUN-006",
            ErrorKind.RESOURCE,
            "A file could not be read or written",
            "The disk is full, a permission is missing, or the disk failed. The message names the file. What the step had"
                    + " published before stays; run again when the cause is gone.");

    private final Entry entry;

    RunError(String id, ErrorKind kind, String title, String explanation) {
        this.entry = new Entry(id, kind, ExitCode.FAILED, title, explanation);
    }

    /** What a file system refused, with the file. */
    public static Problem file(UncheckedIOException refused) {
        IOException cause = Objects.requireNonNull(refused.getCause());
        Problem problem = Problem.of(FILE, "A file could not be read or written.")
                .fix("Check free space and permissions, then run again.");
        if (cause instanceof FileSystemException failure && failure.getFile() != null) {
            String reason = failure.getReason();
            return problem.at(Place.of(failure.getFile()))
                    .because(FreeSpace.added(
                            reason == null ? failure.getClass().getSimpleName() : reason, failure.getFile()));
        }
        return problem.because(String.valueOf(cause.getMessage()));
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
