package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Outcome;
import dev.ingot.cli.service.Status;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.RetryPolicy;
import dev.ingot.core.run.RunError;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What fails at present in a service, when each of it is tried again, and what was left out because of it. For one thread.
 */
final class Troubles {

    /** 1, 2, 4, … seconds, at most a minute. */
    static final RetryPolicy PATIENCE =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Another run on the table is no reason to call people, unless it goes on for about two minutes. */
    private static final int LOCKED_TRIES = 7;

    private final Graph graph;
    private final Map<String, Trouble> open = new LinkedHashMap<>();

    /** To be built: something changed for it, and it has not succeeded since. */
    private final Set<String> owed = new LinkedHashSet<>();

    private final Set<String> skipped = new HashSet<>();
    private final Set<String> seen = new HashSet<>();

    /**
     * @param tries that failed, from 1
     * @param again when it is tried next
     */
    record Trouble(Node node, Problem problem, Instant since, int tries, Instant again) {

        String name() {
            return node.table() == null ? node.name() : node.table().toString();
        }

        /** It could not be tried. */
        private Trouble later(Instant now) {
            return new Trouble(node, problem, since, tries, now.plus(PATIENCE.delay(tries)));
        }

        Status.Failure failure() {
            return new Status.Failure(name(), node.type().toString(), problem, since, tries, again);
        }

        private boolean isLocked() {
            return problem.code().exit() == ExitCode.LOCKED;
        }
    }

    /**
     * What a run changed.
     *
     * @param begun is failing and was not before
     * @param over failed before and does not any more
     * @param worthTelling whether people should hear: of each failure when it begins, and when nothing fails any more
     */
    record News(List<Trouble> begun, List<Trouble> over, boolean worthTelling) {
        News {
            begun = List.copyOf(begun);
            over = List.copyOf(over);
        }
    }

    Troubles(Graph graph) {
        this.graph = graph;
    }

    /** Goes on with what fails in an earlier state of the project, as far as it is still there. */
    void takeOver(Troubles before) {
        before.open.forEach((id, trouble) -> graph.find(id)
                .ifPresent(node -> open.put(
                        id, new Trouble(node, trouble.problem(), trouble.since(), trouble.tries(), trouble.again()))));
        before.owed.stream().filter(id -> graph.find(id).isPresent()).forEach(owed::add);
        before.skipped.stream().filter(id -> graph.find(id).isPresent()).forEach(skipped::add);
        seen.addAll(before.seen);
    }

    List<Trouble> open() {
        return List.copyOf(open.values());
    }

    News add(RunResult result) {
        List<Trouble> begun = new ArrayList<>();
        List<Trouble> over = new ArrayList<>();
        boolean told = open.values().stream().anyMatch(Troubles::isTold);
        boolean tell = false;
        for (StepResult step : result.steps()) {
            String id = step.node().uniqueId();
            Outcome outcome = step.outcome();
            seen.add(id);
            if (outcome instanceof Outcome.Failed failed) {
                Problem problem = failed.problems().get(0);
                if (problem.code() == RunError.INTERRUPTED) {
                    owed.add(id);
                    continue;
                }
                Trouble before = open.get(id);
                int tries = before == null ? 1 : before.tries() + 1;
                Trouble trouble = new Trouble(
                        step.node(),
                        problem,
                        before == null ? step.ended() : before.since(),
                        tries,
                        step.ended().plus(PATIENCE.delay(tries)));
                open.put(id, trouble);
                if (before == null) {
                    begun.add(trouble);
                }
                tell |= isTold(trouble) && (before == null || !isTold(before));
            } else if (outcome instanceof Outcome.Skipped) {
                owed.add(id);
                skipped.add(id);
                open.computeIfPresent(id, (any, trouble) -> trouble.later(step.ended()));
            } else {
                owed.remove(id);
                skipped.remove(id);
                Trouble before = open.remove(id);
                if (before != null) {
                    over.add(before);
                }
            }
        }
        return new News(begun, over, tell || (told && open.isEmpty()));
    }

    private static boolean isTold(Trouble trouble) {
        return !trouble.isLocked() || trouble.tries() >= LOCKED_TRIES;
    }

    /** Whether people know of it already. */
    boolean isOld(StepResult step) {
        Trouble known = open.get(step.node().uniqueId());
        if (step.outcome() instanceof Outcome.Failed failed) {
            return known != null
                    && known.problem().code() == failed.problems().get(0).code();
        }
        return known != null || skipped.contains(step.node().uniqueId());
    }

    /** Whether it failed and its time has not come. */
    boolean waits(String id, Instant now) {
        Trouble trouble = open.get(id);
        return trouble != null && now.isBefore(trouble.again());
    }

    /** When the next one's time comes; null where none is still to come. */
    @Nullable
    Instant next(Instant now) {
        return open.values().stream()
                .map(Trouble::again)
                .filter(again -> again.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /**
     * What is to be built now.
     *
     * @param changed nodes that something has changed for; they are owed until they succeed
     */
    Set<String> due(Set<String> changed, Instant now) {
        Set<String> candidates = new LinkedHashSet<>(changed);
        open.keySet().stream().filter(id -> !isPipeline(id)).forEach(candidates::add);
        owed.stream()
                .filter(id -> !isPipeline(id) && graph.find(id).isPresent())
                .filter(id -> ancestors(id).noneMatch(above -> waits(above, now)))
                .forEach(candidates::add);
        Set<String> due = new LinkedHashSet<>();
        for (String id : candidates) {
            boolean waits = waits(id, now)
                    || ancestors(id).anyMatch(above -> !isPipeline(above) && waits(above, now))
                    || isTestedByWaiting(id, now);
            if (!waits) {
                due.add(id);
            }
            if (!open.containsKey(id)) {
                owed.add(id);
            }
        }
        return due;
    }

    /** A run of these is over; what it did not know has left the project. */
    void tried(Collection<String> nodes) {
        for (String id : nodes) {
            if (!seen.contains(id)) {
                open.remove(id);
                owed.remove(id);
            }
        }
        seen.clear();
    }

    private Stream<String> ancestors(String id) {
        return graph.ancestors(id, null).stream();
    }

    private boolean isTestedByWaiting(String id, Instant now) {
        return open.values().stream()
                .filter(trouble -> trouble.node().type().isTest())
                .anyMatch(trouble -> trouble.node().dependsOn().contains(id)
                        && waits(trouble.node().uniqueId(), now));
    }

    private boolean isPipeline(String id) {
        return graph.find(id).map(node -> node.type() == ResourceType.PIPELINE).orElse(false);
    }
}
