package dev.ingot.api.run;

/**
 * What a running step has in its hand: where to report progress, and whether it should stop. Thread-safe.
 */
public interface StepControl {

    /**
     * Says how far the step is. Called often; must be cheap.
     *
     * @param rows so far
     * @param bytes so far
     * @param totalBytes what there is to do, 0 where unknown
     */
    void progress(long rows, long bytes, long totalBytes);

    /** Runs {@code interrupt} (at most once, on another thread) when the step is to stop; close it when done. */
    AutoUnregister onCancel(Runnable interrupt);

    boolean cancelled();

    /** Takes the hook out again. */
    interface AutoUnregister extends AutoCloseable {
        @Override
        void close();
    }

    /** For work that nobody watches or cancels. */
    StepControl NONE = new StepControl() {
        @Override
        public void progress(long rows, long bytes, long totalBytes) {}

        @Override
        public AutoUnregister onCancel(Runnable interrupt) {
            return () -> {};
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    };
}
