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
                    + " --full-refresh.");

    private final String id;
    private final String title;
    private final String explanation;

    PipelineError(String id, String title, String explanation) {
        this.id = id;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ErrorKind kind() {
        return ErrorKind.USER;
    }

    @Override
    public ExitCode exit() {
        return ExitCode.FAILED;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }
}
