package dev.ingot.core.pipeline;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can keep a pipeline from reading at all. */
public enum PipelineError implements ErrorCode {
    LEDGER_LOST(
            "INGOT-PIPELINE-001",
            ErrorKind.USER,
            "It is not known any more which files a table was made from",
            "The metadata store was lost or replaced. Usually the ledger is made anew from the table's log, without a"
                    + " word; here the log has been shortened since, so old files can't be told from new ones, and an"
                    + " append would add them twice. Put back a copy of .ingot/metadata.db, or rebuild the table with"
                    + " --full-refresh."),
    LATE_DAY(
            "INGOT-PIPELINE-002",
            ErrorKind.USER,
            "An older day came late",
            "A full load replaces the table with the files of one day, and of two days the later one counts, whenever it"
                    + " comes. An older day that comes after it is left alone; --date loads it all the same."),
    TABLE_BEHIND(
            "INGOT-PIPELINE-003",
            ErrorKind.USER,
            "A table has lost batches that it had",
            "The table's log ends before what the metadata store knows of it: the lake was restored from a copy, or the"
                    + " last commits of the table are gone. The next run reads those batches again. Models that were"
                    + " built from them are right again when they are built next."),
    LOADED_BESIDE(
            "INGOT-PIPELINE-004",
            ErrorKind.EXTERNAL,
            "Another process loaded the same pipeline meanwhile",
            "The table took a batch of this pipeline from somebody else while this one was read, for example from"
                    + " another project with the same lake. Nothing was written. The step is tried again: it then finds"
                    + " what the other one read.");

    private final Entry entry;

    PipelineError(String id, ErrorKind kind, String title, String explanation) {
        this.entry = new Entry(id, kind, ExitCode.FAILED, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
