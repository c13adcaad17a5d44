package dev.ingot.cli.report;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.RunReport;
import dev.ingot.core.project.NotificationSpec;
import dev.ingot.core.store.Outbox;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of a run. A report is stored first and sent then, so that one that could not be sent is tried again by
 * the next run; nothing here can make a run fail.
 */
public final class Notifications {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final int MOST_ATTEMPTS = 8;

    private final List<NotificationSpec> specs;
    private final Outbox outbox;
    private final Function<String, Notifier> notifiers;
    private final InstantSource clock;

    /**
     * @param notifiers opens a connection by name
     */
    public Notifications(
            List<NotificationSpec> specs, Outbox outbox, Function<String, Notifier> notifiers, InstantSource clock) {
        this.specs = List.copyOf(specs);
        this.outbox = outbox;
        this.notifiers = notifiers;
        this.clock = clock;
    }

    /**
     * Stores the report for everyone who wants it and sends whatever is due, older ones too.
     *
     * @return a line for each report that could not be stored or sent
     */
    public List<String> tell(RunReport report) {
        List<String> failures = new ArrayList<>();
        for (NotificationSpec spec : specs) {
            if (spec.wants(report.success(), report.previous())) {
                try {
                    outbox.add(report.run(), spec.via(), spec.to(), ReportCodec.write(report));
                } catch (IngotException e) {
                    failures.add("The report of run " + report.run() + " for " + spec.via() + " was not kept: "
                            + e.first().what());
                }
            }
        }
        failures.addAll(sendDue());
        return failures;
    }

    /** Sends what is due; returns a line for each that failed. */
    public List<String> sendDue() {
        try {
            return outbox.claim(100, LEASE).stream()
                    .flatMap(message -> send(message).stream())
                    .toList();
        } catch (IngotException e) {
            return List.of("Reports that wait were not sent: " + e.first().what());
        }
    }

    /** Whatever a notifier throws, the report is kept, and the others are sent. */
    private Optional<String> send(Outbox.Message message) {
        try (Notifier notifier = notifiers.apply(message.channel())) {
            notifier.send(ReportCodec.read(message.payloadJson()), message.recipients());
            outbox.sent(message.id());
            return Optional.empty();
        } catch (RuntimeException e) {
            if (!(e instanceof IngotException)) {
                LOG.error("The report of run {} was not sent by {}", message.run(), message.channel(), e);
            }
            String what = e instanceof IngotException known ? known.first().what() : String.valueOf(e.getMessage());
            boolean last = message.attempts() + 1 >= MOST_ATTEMPTS;
            // 1, 2, 4, … minutes: a mail server that is down for an hour costs a handful of tries.
            Duration wait = Duration.ofMinutes(1L << Math.min(message.attempts(), 10));
            outbox.failed(message.id(), what, last ? null : clock.instant().plus(wait));
            return Optional.of("The report of run " + message.run() + " was not sent by " + message.channel() + ": "
                    + what + (last ? " (given up)" : " (kept; the next run tries again)"));
        }
    }
}
