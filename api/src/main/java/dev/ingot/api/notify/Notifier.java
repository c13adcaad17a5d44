package dev.ingot.api.notify;

import dev.ingot.api.error.Problem;
import java.util.List;

/** A way to tell people. Thread-safe. */
public interface Notifier extends AutoCloseable {

    /**
     * Sends one consolidated report.
     *
     * @param recipients addresses or URLs; empty: those of the connection
     * @throws dev.ingot.api.error.IngotException if it could not be delivered; the caller records it and tries again
     */
    void send(RunReport report, List<String> recipients);

    /** What {@code ingot doctor} should know; empty when all is well. */
    List<Problem> check();

    @Override
    void close();
}
