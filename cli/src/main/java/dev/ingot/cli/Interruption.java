package dev.ingot.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM while a run goes on: the run is told to stop, and the process waits until it has put everything in
 * order. Closing says that it has.
 */
final class Interruption implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    try {
                        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("Ingot did not stop in time; the next run puts things in order.");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(130);
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Interruption stops(Runnable stop) {
        return new Interruption(stop);
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
