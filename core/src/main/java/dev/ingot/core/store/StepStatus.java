package dev.ingot.core.store;

/** How a step stands. */
public enum StepStatus {
    RUNNING,
    SUCCESS,
    FAILED,
    SKIPPED,
    /** Stopped by Ctrl-C, or its process died. */
    INTERRUPTED
}
