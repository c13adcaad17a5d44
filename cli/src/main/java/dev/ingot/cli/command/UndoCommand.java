package dev.ingot.cli.command;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.QuarantineIndex;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.TableVersions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot undo}: puts every table that a run touched back, and forgets what it read. */
@Command(
        name = "undo",
        description = "Takes a run back: its tables get their earlier versions again, and the files it read count as"
                + " not read. Without --yes only what would happen is shown. The undone versions stay in the tables'"
                + " history until vacuum.",
        footer = {"", "Examples:", "  ingot undo last", "  ingot undo 20260320-0712 --yes"})
public final class UndoCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The run's id, its beginning, or 'last'.")
    String run = "";

    @Option(names = "--yes", description = "Do it.")
    boolean yes;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            RunRow row = workspace.run(run);
            if (row.undoneAt() != null) {
                globals.terminal().line("The run " + row.run() + " was undone already, at " + row.undoneAt() + ".");
                return 0;
            }
            List<TableVersions.Entry> changes =
                    new ArrayList<>(workspace.store().versions().ofRun(row.run()));
            Collections.reverse(changes);
            refuseIfLaterRunsBuiltOnIt(workspace, row, changes);
            Results plan = new Results("table", "from version", "back to", "changed by");
            for (TableVersions.Entry entry : changes) {
                TableChange change = entry.change();
                plan.row(
                        change.table(),
                        change.after(),
                        change.before() < 0 ? "not there" : change.before(),
                        entry.node());
            }
            plan.print(globals.terminal(), globals.output(), "The run " + row.run() + " changed no table.");
            if (!yes) {
                globals.terminal().note("Nothing was done yet. Say --yes to take the run " + row.run() + " back.");
                return 0;
            }
            undo(workspace, row, changes);
            globals.terminal().note("The run " + row.run() + " was taken back.");
            return 0;
        }
    }

    private static void refuseIfLaterRunsBuiltOnIt(Workspace workspace, RunRow row, List<TableVersions.Entry> changes) {
        Set<String> undone = workspace.store().audit().runs(Integer.MAX_VALUE).stream()
                .filter(run -> run.undoneAt() != null)
                .map(RunRow::run)
                .collect(Collectors.toSet());
        Set<TableName> tables = changes.stream()
                .map(entry -> entry.change().table())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<Problem> problems = new ArrayList<>();
        for (TableName table : tables) {
            List<TableVersions.Entry> history = workspace.store().versions().ofTable(table, Integer.MAX_VALUE);
            Optional<TableVersions.Entry> later = history.stream()
                    .takeWhile(entry -> !entry.run().equals(row.run()))
                    .filter(entry -> !undone.contains(entry.run()))
                    .findFirst();
            long current = version(workspace, table);
            long known = left(history.get(0), undone);
            if (later.isPresent() || current != known) {
                problems.add(Problem.of(
                                CliError.UNDO_BLOCKED,
                                table + " is at version " + current + ", and not as run " + row.run() + " left it.")
                        .because(later.map(entry -> "The run " + entry.run() + " changed it since.")
                                .orElse("Something that is no run changed it since: 'ingot maintain', or another"
                                        + " program."))
                        .fix(later.map(entry -> "Undo the later run first: 'ingot undo " + entry.run() + "'.")
                                .orElse("If that may be lost, undo is not the way: rebuild the table with"
                                        + " 'ingot run --full-refresh --select " + table + "'.")));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private static long version(Workspace workspace, TableName table) {
        return workspace.warehouse().find(table).map(TableInfo::version).orElse(-1L);
    }

    /** The version that a step, or the undo of its run, left the table at; −1: there is none. */
    private static long left(TableVersions.Entry entry, Set<String> undone) {
        boolean gone = undone.contains(entry.run()) && entry.change().before() < 0;
        return gone ? -1 : entry.change().after();
    }

    private static void undo(Workspace workspace, RunRow row, List<TableVersions.Entry> changes) {
        RunOwner owner = workspace.store().owner("undo-" + row.run());
        WriteTag tag = new WriteTag("undo", row.run(), "undo of run " + row.run());
        for (TableVersions.Entry entry : changes) {
            try (Locks.Lease lease =
                    workspace.store().locks().acquire(entry.change().table(), owner)) {
                // Recorded with the undone step, so that an older run can be undone next.
                workspace
                        .store()
                        .versions()
                        .record(
                                entry.auditId(),
                                workspace
                                        .warehouse()
                                        .restore(lease.table(), entry.change().before(), tag));
            }
        }
        workspace.store().files().forgetRun(row.run());
        for (QuarantineIndex.Entry entry : workspace.store().quarantine().find(null, row.run(), true, 100_000)) {
            workspace.store().quarantine().settle(entry.id(), entry.open(), Resolution.UNDONE, row.run());
        }
        workspace.store().quarantine().reopen(row.run());
        workspace.store().audit().markUndone(row.run());
    }
}
