package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.core.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the tables of a continuous run small in number of files: one that was written often is compacted, and now and
 * then what nobody can need any more is removed. Between two readings, one table at a time, so that no writer waits;
 * readers keep the version that they began with. For one thread.
 */
final class Upkeep {

    /** So many versions bring about as many small files. */
    private static final int COMPACT_AFTER = 25;

    private static final Duration VACUUM_EVERY = Duration.ofHours(6);
    private static final Duration RETENTION = Duration.ofDays(7);

    private final Workspace workspace;
    private final Map<TableName, Integer> written = new HashMap<>();
    private final Map<TableName, Instant> vacuumed = new HashMap<>();
    private final Set<TableName> refused = new HashSet<>();

    Upkeep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** A run ended. */
    void add(RunResult result) {
        result.steps().stream()
                .map(step -> step.outcome())
                .filter(Outcome.Succeeded.class::isInstance)
                .flatMap(outcome -> ((Outcome.Succeeded) outcome).changes().stream())
                .forEach(change -> written.merge(change.table(), 1, Integer::sum));
    }

    /** Does the most pressing, if anything is. */
    void next() {
        written.entrySet().stream()
                .filter(entry -> entry.getValue() >= COMPACT_AFTER && !refused.contains(entry.getKey()))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .ifPresent(this::tidy);
    }

    private void tidy(TableName table) {
        written.remove(table);
        Instant now = workspace.clock().instant();
        Instant last = vacuumed.putIfAbsent(table, now);
        boolean vacuum = last != null && last.plus(VACUUM_EVERY).isBefore(now);
        try {
            workspace.maintain(table, new MaintenanceRequest(true, vacuum ? RETENTION : null, false));
            if (vacuum) {
                vacuumed.put(table, now);
            }
        } catch (IngotException e) {
            refused.add(table);
            workspace
                    .terminal()
                    .note("The table " + table + " could not be compacted: "
                            + e.first().what());
        }
    }
}
