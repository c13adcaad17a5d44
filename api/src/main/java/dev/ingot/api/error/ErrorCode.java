package dev.ingot.api.error;

/**
 * A stable, documented failure: {@code INGOT-<AREA>-<number>}. Each module has one enum that implements this, so that
 * the error pages in {@code docs/} are generated from the code. Codes are never reused.
 */
public interface ErrorCode {

    /** All that is said of it. */
    Entry entry();

    default String id() {
        return entry().id();
    }

    default ErrorKind kind() {
        return entry().kind();
    }

    default ExitCode exit() {
        return entry().exit();
    }

    default String title() {
        return entry().title();
    }

    default String explanation() {
        return entry().explanation();
    }

    /**
     * One line of the error catalogue; by itself a code that was read back, whose catalogue may have changed since.
     *
     * @param id for example {@code INGOT-FILE-004}
     * @param title one line, the heading of its page: "A file cannot be decoded"
     * @param explanation for the error's page: the usual causes and what to do, in plain sentences
     */
    record Entry(String id, ErrorKind kind, ExitCode exit, String title, String explanation) implements ErrorCode {
        @Override
        public Entry entry() {
            return this;
        }
    }
}
