package dev.ingot.testing;

import dev.ingot.api.run.StepControl;

/** A step that somebody stops: at once, or when the test says so. Thread-safe. */
final class Cancelled implements StepControl {

    private volatile boolean cancelled;

    static Cancelled now() {
        Cancelled control = new Cancelled();
        control.cancel();
        return control;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void progress(long rows, long bytes, long totalBytes) {}

    @Override
    public AutoUnregister onCancel(Runnable interrupt) {
        if (cancelled) {
            interrupt.run();
        }
        return () -> {};
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }
}
