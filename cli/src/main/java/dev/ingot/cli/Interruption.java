package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.core.run.Engine;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM while something goes on: it is told to stop, and the process waits until everything was put in order.
 * Closing says that it has. Thread-safe.
 */
final class Interruption implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    private static final int PATIENCE_SECONDS = 60;

    /** Less than the 10 seconds after which a container is killed. */
    private static final int GRACE_SECONDS = 7;

    private final boolean gently;
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile ExitCode exit = ExitCode.INTERRUPTED;
    private final Set<Engine> running = new HashSet<>();
    private boolean cut;

    private Interruption(Runnable stop, boolean gently) {
        Early.dismiss();
        this.gently = gently;
        hook = new Thread(() -> end(stop), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * From the start of the process until something of its own takes care: a signal then ends it at once, as an
     * interruption like any other instead of the JVM's own status.
     */
    static final class Early {

        private static final Thread HOOK = new Thread(Early::end, "early interruption");
        private static volatile boolean due;

        private Early() {}

        static void install() {
            due = true;
            Runtime.getRuntime().addShutdownHook(HOOK);
        }

        /** Something else ends the process in order, or it ends by itself. */
        static void dismiss() {
            due = false;
        }

        private static void end() {
            if (due) {
                System.err.println("Interrupted.");
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
            }
        }
    }

    /** While one thing goes on. */
    static Interruption stops(Runnable stop) {
        return new Interruption(stop, false);
    }

    /**
     * While runs follow each other, see {@link #during}.
     *
     * @param gently steps that are under way get some seconds to come to their end, before they are stopped
     */
    static Interruption ofMany(boolean gently) {
        return new Interruption(() -> {}, gently);
    }

    /** Whether it was asked for within this time. */
    boolean await(long millis) throws InterruptedException {
        return requested.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Ends what goes on, as a signal would; the process lives. */
    synchronized void request() {
        requested.countDown();
        running.forEach(this::ask);
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Whether a step was stopped before its end. */
    synchronized boolean hasCut() {
        return cut;
    }

    /** What the process is to say where it was interrupted; {@code INTERRUPTED} where nothing else is said. */
    void exit(ExitCode code) {
        exit = code;
    }

    /** A run that is under way until what is returned is closed. */
    synchronized Ended during(Engine engine) {
        running.add(engine);
        if (isRequested()) {
            ask(engine);
        }
        return () -> {
            synchronized (this) {
                running.remove(engine);
            }
        };
    }

    /** To be closed when a run is over. */
    interface Ended extends AutoCloseable {
        @Override
        void close();
    }

    private void end(Runnable stop) {
        stop.run();
        request();
        try {
            if (gently && !done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                cut();
            }
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("Ingot did not stop in time; the next run puts things in order.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exit.status());
    }

    private void ask(Engine engine) {
        if (gently) {
            engine.finish();
        } else {
            engine.stop();
        }
    }

    private synchronized void cut() {
        cut |= !running.isEmpty();
        running.forEach(Engine::stop);
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            LOG.info("the run was put in order after an interruption");
        }
    }
}
