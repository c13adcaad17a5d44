package dev.ingot.core.run;

import dev.ingot.api.run.StepControl;
import dev.ingot.core.graph.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The control of one running step. Thread-safe. */
final class ActiveStep implements StepControl {

    private final Node node;
    private final RunListener listener;
    private final Set<Hook> hooks = new LinkedHashSet<>();
    private boolean cancelled;

    /** Compared by identity: the same lambda may be registered twice. */
    private static final class Hook {
        private final Runnable interrupt;

        Hook(Runnable interrupt) {
            this.interrupt = interrupt;
        }
    }

    ActiveStep(Node node, RunListener listener) {
        this.node = node;
        this.listener = listener;
    }

    @Override
    public void progress(long rows, long bytes, long totalBytes) {
        listener.progressed(node, rows, bytes, totalBytes);
    }

    @Override
    public AutoUnregister onCancel(Runnable interrupt) {
        Hook hook = new Hook(interrupt);
        boolean now;
        synchronized (this) {
            now = cancelled;
            if (!now) {
                hooks.add(hook);
            }
        }
        if (now) {
            interrupt.run();
        }
        return () -> {
            synchronized (ActiveStep.this) {
                hooks.remove(hook);
            }
        };
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    void cancel() {
        List<Hook> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(hooks);
            hooks.clear();
        }
        toRun.forEach(hook -> hook.interrupt.run());
    }
}
