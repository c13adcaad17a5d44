package dev.ingot.core.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports to people that are still to be sent, and those that were. A report is stored before it is sent, so a failed
 * send is tried again by a later run. Each report is sent at least once; two processes do not send the same one at the
 * same time.
 */
public interface Outbox {

    /**
     * @param channel name of the connection that sends it
     * @param recipients empty: those of the connection
     * @param payloadJson the report
     */
    long add(String run, String channel, List<String> recipients, String payloadJson);

    /** Takes what is due, oldest first; nobody else gets it before {@code lease} is over. */
    List<Message> claim(int limit, Duration lease);

    void sent(long id);

    /**
     * @param nextTry null: given up
     */
    void failed(long id, String error, @Nullable Instant nextTry);

    /** The newest, whatever their state, newest first. */
    List<Message> newest(int limit);

    /** How a message stands. */
    enum State {
        PENDING,
        SENT,
        GIVEN_UP
    }

    /**
     * @param attempts sends that failed or succeeded so far
     * @param error of the last failed attempt
     */
    record Message(
            long id,
            String run,
            String channel,
            List<String> recipients,
            String payloadJson,
            State state,
            int attempts,
            Instant createdAt,
            @Nullable Instant nextTry,
            @Nullable Instant sentAt,
            @Nullable String error) {
        public Message {
            recipients = List.copyOf(recipients);
        }
    }
}
