package dev.ingot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.cli.terminal.Results;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.project.Cron;
import dev.ingot.core.store.Ticks;
import dev.ingot.metadata.MetadataError;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchedulesTest {

    /** A store that is in use by somebody else at the first two questions and at the first note. */
    private static final class BusyAtFirst implements Ticks {

        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger noted = new AtomicInteger();
        final CountDownLatch done = new CountDownLatch(1);
        private volatile Instant last = Instant.EPOCH;

        @Override
        public Optional<Instant> last(String schedule) {
            // The first question is for what is shown, the second is the schedule's own.
            if (asked.incrementAndGet() <= 2) {
                throw busy();
            }
            return Optional.of(last);
        }

        @Override
        public void done(String schedule, Instant began) {
            if (noted.incrementAndGet() == 1) {
                throw busy();
            }
            last = began;
            done.countDown();
        }

        private static RuntimeException busy() {
            return Problem.of(MetadataError.BUSY, "The metadata store is in use.")
                    .toException();
        }
    }

    @Test
    void aStoreThatIsBusyOnceEndsNoSchedule() throws Exception {
        BusyAtFirst ticks = new BusyAtFirst();
        ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
        Graph graph = Graph.of(List.of());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(nowhere, nowhere, false, false, 80);
        AtomicInteger opened = new AtomicInteger();
        try (Interruption interruption = Interruption.ofMany(true);
                Schedules schedules = new Schedules(
                        List.of(new Schedule("yearly", Cron.parse("@yearly"), ZoneOffset.UTC, Set.of("model.a"))),
                        () -> {
                            opened.incrementAndGet();
                            throw Problem.of(CliError.BAD_USAGE, "The project cannot be opened.")
                                    .toException();
                        },
                        ticks,
                        InstantSource.system(),
                        interruption,
                        new Flow(terminal, InstantSource.system(), graph, Results.Format.TEXT),
                        graph,
                        null,
                        new Schedules.Listener(said::add, result -> {}, shown -> {}))) {
            schedules.start();

            assertThat(ticks.done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said)
                    .contains(
                            "The schedule 'yearly' could not go on, and is tried again: The metadata store is in use.");
            assertThat(opened).as("it was run once").hasValue(1);
            assertThat(ticks.noted)
                    .as("that it was run is noted at the second try")
                    .hasValue(2);
            interruption.request();
        }
    }
}
