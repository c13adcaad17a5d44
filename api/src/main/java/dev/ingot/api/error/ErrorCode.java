package dev.ingot.api.error;

/**
 * A stable, documented failure: {@code INGOT-<AREA>-<number>}. Each module has one enum that implements this, so that
 * the error pages in {@code docs/} are generated from the code. Codes are never reused.
 */
public interface ErrorCode {
    /** For example {@code INGOT-FILE-004}. */
    String id();

    ErrorKind kind();

    ExitCode exit();

    /** One line, the heading of its page: "A file cannot be decoded". */
    String title();

    /** For the error's page: the usual causes and what to do, in plain sentences. */
    String explanation();
}
