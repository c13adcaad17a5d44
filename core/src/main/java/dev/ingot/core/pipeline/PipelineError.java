package dev.ingot.core.pipeline;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can keep a pipeline from reading at all. */
public enum PipelineError implements ErrorCode {
    LEDGER_LOST(
            "INGOT-PIPELINE-001",
            "It is not known any more which files a table was made from",
            "The metadata store was lost or replaced. Usually the ledger is made anew from the table's log, without a"
                    + " word; here the log has been shortened since, so old files can't be told from new ones, and an"
                    + " append would add them twice. Put back a copy of .ingot/metadata.db, or rebuild the table with"
                    + " --full-refresh."),
    LATE_DAY(
            "INGOT-PIPELINE-002",
            "An older day came late",
            "A full load replaces the table with the files of one day, and of two days the later one counts, whenever it"
                    + " comes. An older day that comes after it is left alone; --date loads it all the same.");

    private final Entry entry;

    PipelineError(String id, String title, String explanation) {
        this.entry = new Entry(id, ErrorKind.USER, ExitCode.FAILED, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
