package dev.ingot.core.run;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.RetryPolicy;
import dev.ingot.core.run.NodeRunner.Prepared;
import dev.ingot.core.run.NodeRunner.StepEnd;
import dev.ingot.core.run.Plan.Phase;
import dev.ingot.core.run.Plan.Task;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes a {@link Plan}. One coordinator (the thread that calls {@link #run}) owns all state and hears of everything
 * through one queue; workers only run tasks. A step that fails blocks what requires it and nothing else. One engine
 * runs one plan; {@link #stop} and {@link #finish} may be called from any thread.
 */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final long ASK_AGAIN_MILLIS = 500;

    private final Map<ResourceType, NodeRunner> runners;
    private final Settings settings;
    private final RunListener listener;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, ActiveStep> active = new ConcurrentHashMap<>();

    // Owned by the coordinator.
    private final Map<String, TaskState> states = new LinkedHashMap<>();
    private final Map<String, StepResult> results = new LinkedHashMap<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, Prepared> prepared = new ConcurrentHashMap<>();
    private final Map<String, TableLocks.Held> locks = new HashMap<>();
    private final Map<String, Instant> buildStarts = new HashMap<>();
    private List<TaskState> byUrgency = List.of();
    private boolean draining;
    private boolean stopping;
    private boolean stopped;

    /**
     * @param threads how many steps at once
     * @param failFast the first failure stops everything
     * @param retry what happens after a failure of the node that may pass by itself
     * @param lockWait how long a step waits for a table that another run holds; zero: it fails at once
     * @param shown done to each outcome before anything is drawn from it: secrets are taken out
     */
    public record Settings(
            int threads,
            boolean failFast,
            Function<Node, RetryPolicy> retry,
            TableLocks locks,
            Duration lockWait,
            InstantSource clock,
            UnaryOperator<Outcome> shown) {}

    public Engine(Map<ResourceType, NodeRunner> runners, Settings settings, RunListener listener) {
        this.runners = Map.copyOf(runners);
        this.settings = settings;
        this.listener = listener;
    }

    private sealed interface Event {
        record Ended(Attempt attempt, @Nullable Prepared prepared, StepEnd end) implements Event {}

        record Due(TaskState state) implements Event {}

        /** @param cut whether running steps are interrupted */
        record Stop(boolean cut) implements Event {}
    }

    /** One execution of a task. */
    private record Attempt(TaskState state, int number, Instant started, String thread) {}

    private static final class TaskState {
        final Task task;
        int attempts;
        boolean running;
        boolean waiting;

        @Nullable
        Instant lockedSince;

        boolean done;
        boolean succeeded;

        TaskState(Task task) {
            this.task = task;
        }
    }

    /** Tells the run to end: running steps are interrupted, the rest is skipped. */
    public void stop() {
        events.add(new Event.Stop(true));
    }

    /** Tells the run to end as soon as the running steps have: the rest is skipped. */
    public void finish() {
        events.add(new Event.Stop(false));
    }

    /** Runs the plan to its end and returns what became of every node. */
    public RunResult run(Plan plan) throws InterruptedException {
        Instant started = settings.clock().instant();
        plan.tasks().forEach(task -> states.put(task.id(), new TaskState(task)));
        byUrgency = states.values().stream()
                .sorted(Comparator.comparingInt(state -> urgency(state.task)))
                .toList();
        AtomicInteger next = new AtomicInteger();
        plan.nodes().forEach(node -> indexes.put(node.uniqueId(), next.incrementAndGet()));
        AtomicInteger names = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(
                settings.threads(), work -> new Thread(work, "Thread-" + names.incrementAndGet()));
        try {
            schedule(workers);
            while (states.values().stream().anyMatch(state -> !state.done)) {
                handle(events.take());
                schedule(workers);
            }
        } finally {
            end(workers);
        }
        return new RunResult(started, settings.clock().instant(), List.copyOf(results.values()), stopped);
    }

    /**
     * Whatever ended the run, also a listener that failed: a table is free only when nobody works on it any more, and
     * what was built aside goes only then.
     */
    private void end(ExecutorService workers) {
        active.values().forEach(ActiveStep::cancel);
        workers.shutdown();
        boolean interrupted = Thread.interrupted();
        while (!workers.isTerminated()) {
            try {
                workers.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (Event event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof Event.Ended ended && ended.prepared() != null) {
                ended.prepared().discard();
            }
        }
        prepared.values().forEach(Prepared::discard);
        locks.values().forEach(TableLocks.Held::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Event event) {
        if (event instanceof Event.Ended ended) {
            ended(ended);
        } else if (event instanceof Event.Due due) {
            due.state().waiting = false;
        } else if (event instanceof Event.Stop stop) {
            stopping = true;
            draining = true;
            if (stop.cut()) {
                stopped = true;
                drain();
            }
        }
    }

    private void drain() {
        draining = true;
        active.values().forEach(ActiveStep::cancel);
    }

    private void schedule(ExecutorService workers) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (TaskState state : byUrgency) {
                if (state.done || state.running || state.waiting) {
                    continue;
                }
                String blocker = blocker(state.task);
                if (draining) {
                    stopped |= stopping;
                    skip(state, stopped ? "the run was interrupted" : "another step failed and --fail-fast was given");
                    changed = true;
                } else if (blocker != null) {
                    skip(state, blocker);
                    changed = true;
                } else if (ready(state.task) && active.size() < settings.threads()) {
                    start(state, workers);
                }
            }
        }
    }

    /** What is built aside is finished before more is begun: less waits, and failures show early. */
    private static int urgency(Task task) {
        if (task.phase() == Phase.PUBLISH) {
            return 0;
        }
        return task.node().type().isTest() ? 1 : 2;
    }

    private boolean ready(Task task) {
        return task.requires().stream().allMatch(this::endedTask)
                && task.after().stream().allMatch(this::endedTask);
    }

    private boolean endedTask(String id) {
        TaskState state = states.get(id);
        return state == null || state.done;
    }

    /** Why a task can't run any more, or null. */
    private @Nullable String blocker(Task task) {
        for (String id : task.requires()) {
            TaskState state = states.get(id);
            if (state != null && state.done && !state.succeeded) {
                Node node = state.task.node();
                StepResult result = results.get(node.uniqueId());
                String how = result != null && result.outcome() instanceof Outcome.Skipped ? " was skipped" : " failed";
                return node.type() + " " + node.name() + how;
            }
        }
        return null;
    }

    /** The tests that keep a built node from being published; those that were skipped only where none failed. */
    private HeldBack heldBack(Task task) {
        List<Node> failed = new ArrayList<>();
        List<Node> skipped = new ArrayList<>();
        for (String test : task.after()) {
            TaskState gate = states.get(test);
            if (gate != null && !gate.succeeded) {
                StepResult result = results.get(gate.task.node().uniqueId());
                (result != null && result.failed() ? failed : skipped).add(gate.task.node());
            }
        }
        return failed.isEmpty() ? new HeldBack(skipped, false) : new HeldBack(failed, true);
    }

    /**
     * @param by tests that failed, or that were skipped
     * @param failed whether there is something to look at
     */
    private record HeldBack(List<Node> by, boolean failed) {

        /** Readers keep the last good version. The failure is the test's, so the node itself counts as skipped. */
        StepEnd end(Prepared built) {
            String why = (by.size() == 1 ? "its test " : by.size() + " of its tests ")
                    + (failed ? "failed" : by.size() == 1 ? "was skipped" : "were skipped") + ": "
                    + by.stream().map(Node::name).collect(Collectors.joining(", "));
            if (!failed) {
                built.discard();
                return StepEnd.of(new Outcome.Skipped(why + "; not published"));
            }
            return StepEnd.of(new Outcome.Skipped(why + "; not published"
                    + built.keep().map(name -> ", kept as " + name).orElse("")));
        }
    }

    private Instant startOfBuild(Node node, Instant otherwise) {
        return buildStarts.getOrDefault(node.uniqueId(), otherwise);
    }

    private void start(TaskState state, ExecutorService workers) {
        Node node = state.task.node();
        Instant now = settings.clock().instant();
        IngotException locked = null;
        try {
            lock(node, state.task.phase());
        } catch (IngotException e) {
            if (waits(state, e, now)) {
                return;
            }
            locked = e;
        }
        state.running = true;
        state.attempts++;
        if (state.task.phase() != Phase.PUBLISH) {
            listener.started(node, indexes.getOrDefault(node.uniqueId(), 0), indexes.size(), state.attempts, now);
            buildStarts.putIfAbsent(node.uniqueId(), now);
        }
        if (locked != null) {
            events.add(new Event.Ended(
                    new Attempt(state, state.attempts, now, "main"), null, StepEnd.of(failure(locked.problems()))));
            return;
        }
        ActiveStep step = new ActiveStep(node, listener);
        active.put(state.task.id(), step);
        Set<String> builtAside = builtAside(state.task);
        int attempt = state.attempts;
        HeldBack heldBack = heldBack(state.task);
        workers.execute(() -> work(
                state,
                new StepContext(attempt, builtAside, step, change -> listener.committed(node, change)),
                heldBack,
                now));
    }

    /** Puts a step off whose table another run holds, as long as the run may wait; it is asked for again soon. */
    private boolean waits(TaskState state, IngotException locked, Instant now) {
        if (locked.first().code().exit() != ExitCode.LOCKED
                || settings.lockWait().isZero()) {
            return false;
        }
        if (state.lockedSince == null) {
            state.lockedSince = now;
            listener.waiting(state.task.node(), locked.first());
        } else if (Duration.between(state.lockedSince, now).compareTo(settings.lockWait()) >= 0) {
            return false;
        }
        later(state, ASK_AGAIN_MILLIS);
        return true;
    }

    private void later(TaskState state, long millis) {
        state.waiting = true;
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                .execute(() -> events.add(new Event.Due(state)));
    }

    private void lock(Node node, Phase phase) {
        if (node.table() != null && phase != Phase.PUBLISH && !locks.containsKey(node.uniqueId())) {
            locks.put(node.uniqueId(), settings.locks().hold(node.table()));
        }
    }

    /** The nodes that a test sees as built aside: those whose build it waits for. */
    private Set<String> builtAside(Task task) {
        Set<String> nodes = new LinkedHashSet<>();
        for (String id : task.requires()) {
            TaskState state = states.get(id);
            if (state != null && state.task.phase() == Phase.BUILD) {
                nodes.add(state.task.node().uniqueId());
            }
        }
        return nodes;
    }

    /** On a worker. Whatever happens here becomes exactly one event. */
    private void work(TaskState state, StepContext context, HeldBack heldBack, Instant started) {
        Node node = state.task.node();
        Attempt attempt = new Attempt(
                state, context.attempt(), started, Thread.currentThread().getName());
        Prepared built = null;
        StepEnd end;
        try {
            switch (state.task.phase()) {
                case WHOLE -> end = runner(node).run(node, context);
                case BUILD -> {
                    built = runner(node).prepare(node, context);
                    end = StepEnd.of(Outcome.Succeeded.of(Counts.ZERO));
                }
                case PUBLISH -> {
                    Prepared waiting = prepared.remove(node.uniqueId());
                    if (waiting == null) {
                        throw new IllegalStateException("nothing was built for " + node.uniqueId());
                    }
                    end = heldBack.by().isEmpty() ? waiting.publish() : heldBack.end(waiting);
                }
                default -> throw new IllegalStateException(state.task.phase().name());
            }
        } catch (IngotException e) {
            end = StepEnd.of(failure(e.problems()));
            if (e.kind() == ErrorKind.INTERNAL) {
                LOG.error("{} failed", node.uniqueId(), e);
            }
        } catch (OutOfMemoryError e) {
            end = StepEnd.of(failure(List.of(Problem.of(RunError.OUT_OF_MEMORY, node.name() + " ran out of memory")
                    .because(e.getMessage()))));
        } catch (UncheckedIOException e) {
            LOG.error("{} failed", node.uniqueId(), e);
            end = StepEnd.of(failure(List.of(RunError.file(e))));
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", node.uniqueId(), e);
            end = StepEnd.of(failure(List.of(Problem.of(RunError.UNEXPECTED, node.name() + " failed unexpectedly")
                    .because(e.toString()))));
        }
        if (context.control().cancelled() && end.outcome() instanceof Outcome.Failed failed) {
            end = StepEnd.of(new Outcome.Failed(
                    List.of(Problem.of(RunError.INTERRUPTED, node.name() + " was interrupted")),
                    failed.counts(),
                    false));
        }
        events.add(new Event.Ended(attempt, built, shown(lawful(node, end))));
    }

    private StepEnd shown(StepEnd end) {
        return new StepEnd(settings.shown().apply(end.outcome()), end.rejections(), end.failures(), end.times());
    }

    /** The last of several places where the conservation law is checked; nothing that breaks it is called a success. */
    private static StepEnd lawful(Node node, StepEnd end) {
        if (!(end.outcome() instanceof Outcome.Succeeded succeeded)
                || succeeded.counts().balanced()) {
            return end;
        }
        Problem problem = Problem.of(RunError.LAW_BROKEN, node.name() + ": the counts do not add up")
                .because(succeeded.counts().law());
        LOG.error("{}", problem.render());
        return new StepEnd(
                new Outcome.Failed(List.of(problem), succeeded.counts(), false), end.rejections(), end.failures());
    }

    private static Outcome failure(List<Problem> problems) {
        boolean retryable = problems.stream().allMatch(problem -> problem.code().kind() == ErrorKind.EXTERNAL);
        return new Outcome.Failed(problems, Counts.ZERO, retryable);
    }

    private NodeRunner runner(Node node) {
        NodeRunner runner = runners.get(node.type());
        if (runner == null) {
            throw new IllegalStateException("nothing runs a " + node.type());
        }
        return runner;
    }

    private void ended(Event.Ended ended) {
        Attempt attempt = ended.attempt();
        TaskState state = attempt.state();
        state.running = false;
        active.remove(state.task.id());
        Node node = state.task.node();
        Instant now = settings.clock().instant();
        StepResult result = new StepResult(
                node, ended.end(), startOfBuild(node, attempt.started()), now, attempt.number(), attempt.thread());
        boolean again = ended.end().outcome() instanceof Outcome.Failed failed
                && failed.retryable()
                && !draining
                && state.task.phase() != Phase.PUBLISH
                && settings.retry().apply(node).again(attempt.number());
        if (again) {
            long delay = settings.retry().apply(node).delay(attempt.number()).toMillis();
            listener.retrying(result, delay);
            later(state, delay);
            return;
        }
        if (state.task.phase() == Phase.BUILD && !result.failed()) {
            if (ended.prepared() != null) {
                prepared.put(node.uniqueId(), ended.prepared());
            }
            state.done = true;
            state.succeeded = true;
            return;
        }
        finish(state, result);
    }

    private void skip(TaskState state, String why) {
        Node node = state.task.node();
        Prepared built = prepared.remove(node.uniqueId());
        if (built != null) {
            built.discard();
        }
        if (results.containsKey(node.uniqueId())) {
            state.done = true;
            return;
        }
        Instant now = settings.clock().instant();
        finish(state, new StepResult(node, StepEnd.of(new Outcome.Skipped(why)), now, now, 0, "main"));
    }

    /** The node's end, told once; a build that failed ends its publication with it. */
    private void finish(TaskState state, StepResult result) {
        state.done = true;
        state.succeeded = result.outcome() instanceof Outcome.Succeeded;
        Node node = state.task.node();
        TableLocks.Held held = locks.remove(node.uniqueId());
        if (held != null) {
            held.close();
        }
        if (results.putIfAbsent(node.uniqueId(), result) == null) {
            listener.ended(result, indexes.getOrDefault(node.uniqueId(), 0), indexes.size());
        }
        if (result.failed() && settings.failFast() && !draining) {
            drain();
        }
    }
}
