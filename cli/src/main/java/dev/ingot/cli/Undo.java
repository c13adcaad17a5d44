package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.core.run.MissedChanges;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.TableVersions;
import dev.ingot.core.store.WarehouseState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes one run back. Every step of it may be done twice with the same result, and the store knows that it was begun:
 * whatever cuts it short, the next command that writes finishes it first. Not thread-safe.
 */
public final class Undo {

    private final RunRow run;
    private final MetadataStore store;
    private final WarehouseState state;
    private final Warehouse warehouse;
    private final List<TableVersions.Entry> changes;

    Undo(RunRow run, MetadataStore store, Warehouse warehouse) {
        this.run = run;
        this.store = store;
        this.state = store.warehouse(warehouse.id());
        this.warehouse = warehouse;
        new MissedChanges(store, warehouse).record(run.run());
        List<TableVersions.Entry> newestFirst = new ArrayList<>(state.versions().ofRun(run.run()));
        Collections.reverse(newestFirst);
        this.changes = List.copyOf(newestFirst);
    }

    /** What would be put back, in that order. */
    public List<TableVersions.Entry> changes() {
        return changes;
    }

    /**
     * Refuses an undo that would take away more than this run did, or that cannot be carried out.
     *
     * @throws IngotException with everything that is in the way
     */
    public void check() {
        Set<String> undone = store.audit().runs(Integer.MAX_VALUE).stream()
                .filter(row -> row.undoneAt() != null)
                .map(RunRow::run)
                .collect(Collectors.toSet());
        List<Problem> problems = new ArrayList<>();
        for (TableName table : tables()) {
            blocked(table, undone).ifPresent(problems::add);
        }
        if (problems.isEmpty()) {
            for (TableVersions.Entry entry : changes) {
                try {
                    warehouse.requireVersion(
                            entry.change().table(), entry.change().before());
                } catch (IngotException e) {
                    problems.addAll(e.problems());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private Set<TableName> tables() {
        return changes.stream()
                .map(entry -> entry.change().table())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Optional<Problem> blocked(TableName table, Set<String> undone) {
        return laterChange(table, undone).map(later -> {
            boolean ours = state.versions().ofRun(later).stream()
                    .anyMatch(entry -> entry.change().table().equals(table));
            return Problem.of(CliError.UNDO_BLOCKED, table + " is not as the run " + run.run() + " left it.")
                    .because(
                            later.isEmpty()
                                    ? "Something that is no run changed it since: 'ingot quarantine', or another"
                                            + " program."
                                    : "The run " + later + " changed it since.")
                    .fix(
                            ours
                                    ? "Undo the later run first: 'ingot undo " + later + "'."
                                    : "If that may be lost, undo is not the way: rebuild the table with"
                                            + " 'ingot run --full-refresh --select " + table + "'.");
        });
    }

    /**
     * The run that changed rows of a table after this one, and was not undone; empty text where no run did it. The
     * table's own log knows the order, whatever clocks said. A compaction changes no rows.
     */
    private Optional<String> laterChange(TableName table, Set<String> undone) {
        Optional<TableInfo> now = warehouse.find(table);
        List<TableVersions.Entry> recorded = state.versions().ofTable(table, Integer.MAX_VALUE);
        if (now.isEmpty()) {
            return recorded.stream()
                    .map(TableVersions.Entry::run)
                    .takeWhile(later -> !later.equals(run.run()))
                    .filter(later -> !undone.contains(later))
                    .findFirst();
        }
        long left = recorded.stream()
                .filter(entry -> entry.run().equals(run.run()))
                .mapToLong(entry -> entry.change().after())
                .max()
                .orElse(-1);
        // A version below means that the table was dropped since and made anew.
        boolean same = now.get().version() >= left;
        return now.get().kind() != Kind.TABLE
                ? Optional.of("")
                : warehouse.history(table, Integer.MAX_VALUE).stream()
                        .takeWhile(version -> !same || version.version() > left)
                        .filter(version -> version.changesRows() && !undone.contains(version.run()))
                        .map(TableVersion::run)
                        .findFirst();
    }

    /**
     * Carries it out.
     *
     * @throws IngotException before anything was done, with exit code LOCKED, if another run holds one of the tables;
     *     or as {@link #check}
     */
    public void carryOut(LockWait wait) {
        withLocks(wait, () -> {
            check();
            store.audit().beginUndo(run.run());
            putBack();
        });
    }

    /** Ends an undo that was cut short. Nothing else has written since, because everything else calls this first. */
    void finish() {
        withLocks(LockWait.NONE, this::putBack);
    }

    private void withLocks(LockWait wait, Runnable work) {
        try (HeldTables held = HeldTables.of(store, warehouse.id(), "undo-" + run.run())) {
            Collection<TableName> all = new TreeSet<>(tables());
            // A load of bad rows only has changed no table but the quarantine's, and yet no other load may go on.
            all.addAll(destinations());
            held.take(all, wait);
            work.run();
        }
    }

    private Set<TableName> destinations() {
        return store.audit().steps(run.run()).stream()
                .flatMap(step -> Optional.ofNullable(step.destination()).stream())
                .map(table -> TableName.parse(table, ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void putBack() {
        WriteTag tag = new WriteTag("undo", run.run(), "undo of run " + run.run());
        for (TableVersions.Entry entry : changes) {
            TableChange change = entry.change();
            TableChange back = warehouse.restore(change.table(), change.before(), tag);
            // Recorded with the undone step, so that an older run can be undone next.
            state.versions().record(entry.auditId(), new TableChange(change.table(), change.before(), back.after()));
        }
        state.files().forgetRun(run.run());
        for (TableName table : destinations()) {
            state.quarantine().follow(table, warehouse.quarantineGroups(table), Resolution.UNDONE, run.run());
        }
        store.audit().markUndone(run.run());
    }
}
