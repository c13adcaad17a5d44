package dev.ingot.core.store;

/** How a run stands. */
public enum RunStatus {
    RUNNING,
    SUCCESS,
    FAILED,
    /** Stopped by Ctrl-C, or its process died. */
    INTERRUPTED
}
