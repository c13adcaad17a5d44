package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.core.project.RetryPolicy;
import dev.ingot.core.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps small what a continuous run would let grow: a table that was written often is compacted, and now and then what
 * nobody can need any more is removed; what the metadata store has kept long enough is forgotten. Between two readings, one
 * piece at a time, so that no writer waits; readers keep the version that they began with. For one thread, except
 * {@link #add}.
 */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** So many versions bring about as many small files. */
    private static final int COMPACT_AFTER = 25;

    private static final Duration VACUUM_EVERY = Duration.ofHours(6);
    private static final Duration RETENTION = Duration.ofDays(7);

    private static final RetryPolicy PATIENCE =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(5), Duration.ofHours(1));

    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final int FORGET_AT_ONCE = 200;

    private final Workspace workspace;
    private final Map<TableName, Integer> written = new HashMap<>();
    private final Map<TableName, Instant> vacuumed = new HashMap<>();
    private final Map<TableName, Refusal> refused = new HashMap<>();
    private Instant forget = Instant.EPOCH;
    private long forgotten;

    /** A table could not be compacted: how often by now, and when it is tried again. */
    private record Refusal(int tries, Instant again) {}

    Upkeep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Goes on where that of an earlier state of the project stopped. */
    void takeOver(Upkeep before) {
        synchronized (before) {
            written.putAll(before.written);
            vacuumed.putAll(before.vacuumed);
            refused.putAll(before.refused);
            forgotten = before.forgotten;
        }
    }

    /** A run ended. */
    synchronized void add(RunResult result) {
        result.steps().stream()
                .map(step -> step.outcome())
                .filter(Outcome.Succeeded.class::isInstance)
                .flatMap(outcome -> ((Outcome.Succeeded) outcome).changes().stream())
                .forEach(change -> written.merge(change.table(), 1, Integer::sum));
    }

    /** Does the most pressing, if anything is. */
    void next() {
        Optional<TableName> table = crowded();
        if (table.isPresent()) {
            tidy(table.get());
        } else if (!workspace.clock().instant().isBefore(forget)) {
            forget();
        }
    }

    private synchronized Optional<TableName> crowded() {
        Instant now = workspace.clock().instant();
        Optional<TableName> most = written.entrySet().stream()
                .filter(entry -> entry.getValue() >= COMPACT_AFTER && !waits(entry.getKey(), now))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
        most.ifPresent(written::remove);
        return most;
    }

    private boolean waits(TableName table, Instant now) {
        Refusal refusal = refused.get(table);
        return refusal != null && now.isBefore(refusal.again());
    }

    private void tidy(TableName table) {
        Instant now = workspace.clock().instant();
        Instant last = vacuumed.putIfAbsent(table, now);
        boolean vacuum = last != null && last.plus(VACUUM_EVERY).isBefore(now);
        try {
            workspace.maintain(table, new MaintenanceRequest(true, vacuum ? RETENTION : null, false), LockWait.NONE);
            if (vacuum) {
                vacuumed.put(table, now);
            }
            refused.remove(table);
        } catch (IngotException e) {
            refused(table, e.first(), now);
        } catch (RuntimeException e) {
            LOG.error("compacting {} failed", table, e);
            refused(table, Problem.of(CliError.UNEXPECTED, String.valueOf(e)), now);
        }
    }

    /** A lock that was met is no news; it is tried again, as is anything else. */
    private void refused(TableName table, Problem problem, Instant now) {
        Refusal before = refused.get(table);
        int tries = before == null ? 1 : before.tries() + 1;
        refused.put(table, new Refusal(tries, now.plus(PATIENCE.delay(tries))));
        add(table);
        if (before == null && problem.code().exit() != ExitCode.LOCKED) {
            workspace
                    .terminal()
                    .note("The table " + table + " could not be compacted, and is tried again later: "
                            + problem.what());
        }
    }

    private synchronized void add(TableName table) {
        written.merge(table, COMPACT_AFTER, Integer::sum);
    }

    /** A little with each round, until there is no more. */
    private void forget() {
        Instant now = workspace.clock().instant();
        int gone = workspace.store().forget(now.minus(workspace.project().retention()), FORGET_AT_ONCE);
        forgotten += gone;
        if (gone < FORGET_AT_ONCE) {
            forget = now.plus(FORGET_EVERY);
        }
    }

    /** How many runs are gone from the metadata store. */
    long forgotten() {
        return forgotten;
    }
}
