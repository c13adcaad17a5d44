package dev.ingot.api.error;

/** Whose turn it is after a failure: decides retry, alert, and whether a stack trace goes to the log. */
public enum ErrorKind {
    /** The user's project, command or data; never retried, never a stack trace. */
    USER,
    /** A system that Ingot talks to; retried with backoff. */
    EXTERNAL,
    /** Memory, disk or a limit of this machine; retried only after something changed. */
    RESOURCE,
    /** A defect in Ingot; logged with its stack trace. */
    INTERNAL
}
