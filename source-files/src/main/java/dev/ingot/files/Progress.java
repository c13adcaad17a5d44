package dev.ingot.files;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;

/** Adds up the bytes that were looked at, tells the step, and ends the work when the step is cancelled. */
final class Progress {

    private final StepControl control;
    private final long total;
    private long done;

    Progress(StepControl control, long total) {
        this.control = control;
        this.total = total;
    }

    void add(long bytes) {
        done += bytes;
        control.progress(0, done, total);
        if (control.cancelled()) {
            throw Problem.of(FilesError.INTERRUPTED, "Checking the files was interrupted.")
                    .fix("Run again: nothing of this batch was loaded.")
                    .toException();
        }
    }
}
