package dev.ingot.api.error;

/** What the process tells the shell. */
public enum ExitCode {
    OK(0),
    /** A node or a test failed. */
    FAILED(1),
    /** Wrong usage or a project that is not valid. */
    USAGE(2),
    /** A contract was broken or a quarantine threshold was passed. */
    CONTRACT(3),
    /** A system cannot be reached. */
    UNREACHABLE(4),
    /** Another run holds the lock. */
    LOCKED(5),
    INTERRUPTED(130);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
