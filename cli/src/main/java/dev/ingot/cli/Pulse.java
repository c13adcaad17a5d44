package dev.ingot.cli;

import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.MetadataStore.Heartbeat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs of life of a run, or of whatever else holds locks, until it is closed. */
final class Pulse implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final int SECONDS = 15;

    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "heartbeat"));

    private final ScheduledFuture<?> beat;

    private Pulse(Runnable beat) {
        this.beat = beats.scheduleAtFixedRate(beat, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /**
     * @param lost called where another process has declared this run dead or taken one of its locks: it must not commit
     *     any more
     */
    static Pulse of(MetadataStore store, String run, Runnable lost) {
        return new Pulse(() -> beat(store, run, lost));
    }

    private static void beat(MetadataStore store, String run, Runnable lost) {
        try {
            Heartbeat beat = store.heartbeat(run);
            if (!beat.alive() || !beat.lost().isEmpty()) {
                LOG.error("run {} was declared dead by another process; stopping", run);
                lost.run();
            }
        } catch (RuntimeException e) {
            LOG.warn("the heartbeat of run {} failed and is tried again", run, e);
        }
    }

    @Override
    public void close() {
        beat.cancel(true);
        beats.shutdownNow();
    }
}
