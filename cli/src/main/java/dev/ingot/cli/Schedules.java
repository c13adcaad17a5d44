package dev.ingot.cli;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Outcome;
import dev.ingot.cli.service.Status;
import dev.ingot.cli.terminal.Flow;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.core.store.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules of a service. Each run is one like {@code ingot run}, in a thread of its own and on a workspace of its own,
 * beside the streams; locks keep them from one table. One that was missed while nobody was there is run once. What failed
 * because a system could not be reached, or a table was locked, is tried again until the schedule's next time; anything else
 * waits for that. Thread-safe.
 */
final class Schedules implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private static final long SLICE_MILLIS = 500;

    /** The clock of a machine may be set, so nothing waits longer than this without looking. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Supplier<Workspace> workspaces;
    private final Ticks ticks;
    private final InstantSource clock;
    private final Interruption interruption;
    private final Flow flow;
    private final Graph graph;
    private final Consumer<String> say;
    private final Consumer<RunResult> ended;
    private final Consumer<List<Status.Schedule>> shown;
    private final Map<String, Schedule> schedules = new LinkedHashMap<>();
    private final Set<String> running = new HashSet<>();
    private final ExecutorService threads;
    private final AtomicInteger atWork = new AtomicInteger();
    private final @Nullable Models models;
    private volatile boolean ending;

    /** Where what they do is told. */
    record Listener(Consumer<String> say, Consumer<RunResult> ended, Consumer<List<Status.Schedule>> shown) {}

    /**
     * @param workspaces gives the service's project with nothing opened
     * @param models as they were read without a problem, see {@link Whole#models}
     */
    Schedules(
            List<Schedule> all,
            Supplier<Workspace> workspaces,
            Ticks ticks,
            InstantSource clock,
            Interruption interruption,
            Flow flow,
            Graph graph,
            @Nullable Models models,
            Listener listener) {
        this.workspaces = workspaces;
        this.ticks = ticks;
        this.clock = clock;
        this.interruption = interruption;
        this.flow = flow;
        this.graph = graph;
        this.models = models;
        this.say = listener.say();
        this.ended = listener.ended();
        this.shown = listener.shown();
        all.forEach(schedule -> schedules.put(schedule.name(), schedule));
        this.threads = Executors.newFixedThreadPool(Math.max(1, all.size()), work -> new Thread(work, "schedule"));
    }

    /** One thread for each waits for its time, until the process is told to end. */
    void start() {
        quietly(this::show);
        schedules
                .values()
                .forEach(schedule -> threads.execute(() -> {
                    try {
                        int tries = 1;
                        while (goesOn(schedule, tries)) {
                            tries++;
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    /** No failure ends a schedule: what the store or a listener throws is reported, and it goes on. */
    private boolean goesOn(Schedule schedule, int tries) throws InterruptedException {
        try {
            follow(schedule);
            return false;
        } catch (RuntimeException e) {
            LOG.error("the schedule {} failed", schedule.name(), e);
            String why = e instanceof IngotException known ? known.first().what() : e.toString();
            quietly(() ->
                    say.accept("The schedule '" + schedule.name() + "' could not go on, and is tried again: " + why));
            mark(schedule, false);
            return !pause(Troubles.PATIENCE.delay(tries));
        }
    }

    private static void quietly(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException e) {
            LOG.warn("what a schedule does could not be reported", e);
        }
    }

    /** Waits; true where it is to end. */
    private boolean pause(Duration wait) throws InterruptedException {
        long left = Math.max(1, wait.toMillis() + 1);
        while (left > 0 && !ending) {
            if (interruption.await(Math.min(left, SLICE_MILLIS))) {
                return true;
            }
            left -= SLICE_MILLIS;
        }
        return ending;
    }

    /** Whether a run is under way. */
    boolean isAtWork() {
        return atWork.get() > 0;
    }

    /** What of it is run now because its time has come. */
    Set<String> due(Instant now) {
        Set<String> nodes = new HashSet<>();
        for (Schedule schedule : schedules.values()) {
            Instant next = next(schedule, now);
            if (next != null && !next.isAfter(now)) {
                nodes.addAll(schedule.nodes());
            }
        }
        return nodes;
    }

    private @Nullable Instant next(Schedule schedule, Instant now) {
        return schedule.due(ticks.last(schedule.name()).orElse(null), now).orElse(null);
    }

    private void follow(Schedule schedule) throws InterruptedException {
        while (!interruption.isRequested() && !ending) {
            Instant now = clock.instant();
            Instant next = next(schedule, now);
            if (next == null) {
                return;
            }
            if (!next.isAfter(now)) {
                run(schedule, now);
            } else if (pause(shorter(Duration.between(now, next), LONGEST_WAIT))) {
                return;
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** From its time to the last of its tries. */
    private void run(Schedule schedule, Instant began) throws InterruptedException {
        mark(schedule, true);
        say.accept("The schedule '" + schedule.name() + "' begins.");
        Troubles troubles = new Troubles(graph);
        Set<String> left = attempt(schedule, schedule.nodes(), troubles);
        Instant over = schedule.cron().next(began, schedule.zone()).orElse(Instant.MAX);
        while (!left.isEmpty() && clock.instant().isBefore(over)) {
            Instant again = troubles.next(clock.instant());
            Duration wait = again == null ? LONGEST_WAIT : Duration.between(clock.instant(), again);
            if (pause(wait)) {
                return; // it was not done, and is due at the next start
            }
            left = attempt(schedule, left, troubles);
        }
        if (interruption.isRequested()) {
            return;
        }
        if (!remember(schedule, began)) {
            return;
        }
        mark(schedule, false);
        say.accept("The schedule '" + schedule.name() + "' is done"
                + (troubles.open().isEmpty() ? "." : ", with failures."));
    }

    /** Until the store takes it: forgotten, it would be run once more. */
    private boolean remember(Schedule schedule, Instant began) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                ticks.done(schedule.name(), began);
                return true;
            } catch (RuntimeException e) {
                LOG.warn("the schedule {} is done, but the store does not take it", schedule.name(), e);
                if (pause(Troubles.PATIENCE.delay(tries))) {
                    return false;
                }
            }
        }
    }

    /** Returns what is to be tried again. */
    private Set<String> attempt(Schedule schedule, Set<String> nodes, Troubles troubles) throws InterruptedException {
        atWork.incrementAndGet();
        try {
            return run(schedule, nodes, troubles);
        } finally {
            atWork.decrementAndGet();
        }
    }

    private Set<String> run(Schedule schedule, Set<String> nodes, Troubles troubles) throws InterruptedException {
        try (Workspace workspace = workspaces.get()) {
            Attempt attempt = new Attempt(troubles);
            new RunExecution(workspace, "run", new RunOptions(), new RunOptions.Load())
                    .of(attempt)
                    .execute(nodes);
            return attempt.again;
        } catch (IngotException e) {
            e.problems().forEach(problem -> problem.render().lines().forEach(say));
            return passes(e.first()) ? nodes : Set.of();
        } catch (RuntimeException e) {
            LOG.error("the schedule {} failed", schedule.name(), e);
            say.accept("The schedule '" + schedule.name() + "' failed in a way that nobody foresaw: " + e);
            return Set.of();
        }
    }

    private static boolean passes(Problem problem) {
        return problem.code().kind() == ErrorKind.EXTERNAL || problem.code().exit() == ExitCode.LOCKED;
    }

    private synchronized void mark(Schedule schedule, boolean runs) {
        if (runs) {
            running.add(schedule.name());
        } else {
            running.remove(schedule.name());
        }
        quietly(this::show);
    }

    private synchronized void show() {
        Instant now = clock.instant();
        List<Status.Schedule> all = new ArrayList<>();
        for (Schedule schedule : schedules.values()) {
            all.add(new Status.Schedule(
                    schedule.name(),
                    schedule.cron().toString(),
                    schedule.zone().getId(),
                    running.contains(schedule.name()),
                    running.contains(schedule.name())
                            ? schedule.cron().next(now, schedule.zone()).orElse(null)
                            : next(schedule, now),
                    ticks.last(schedule.name()).orElse(null)));
        }
        shown.accept(all);
    }

    /** One try of one schedule. */
    private final class Attempt implements Whole {
        private final Troubles troubles;
        private final Freshness freshness = new Freshness(graph);
        private Set<String> again = Set.of();

        Attempt(Troubles troubles) {
            this.troubles = troubles;
        }

        @Override
        public Flow flow() {
            return flow;
        }

        @Override
        public Freshness freshness() {
            return freshness;
        }

        @Override
        public @Nullable Models models() {
            return models;
        }

        @Override
        public Interruption interruption() {
            return interruption;
        }

        @Override
        public boolean isOld(StepResult result) {
            return troubles.isOld(result);
        }

        @Override
        public News ended(RunResult result) {
            quietly(() -> ended.accept(result));
            boolean first = troubles.open().isEmpty();
            boolean news = troubles.add(result).worthTelling();
            boolean pass = troubles.open().stream().anyMatch(trouble -> passes(trouble.problem()));
            again = pass ? unfinished(result) : Set.of();
            return first ? News.RUN : news ? News.CHANGE : News.NONE;
        }

        private Set<String> unfinished(RunResult result) {
            Set<String> nodes = new HashSet<>();
            for (StepResult step : result.steps()) {
                if (!(step.outcome() instanceof Outcome.Succeeded)) {
                    nodes.add(step.node().uniqueId());
                }
            }
            return nodes;
        }
    }

    /** Waits for what is under way. What was not done is due again for the next that has these schedules. */
    @Override
    public void close() {
        ending = true;
        threads.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
