package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Undo;
import dev.ingot.cli.WaitOption;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStatus;
import dev.ingot.core.store.TableVersions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            workspace.recover().forEach(globals.terminal()::note);
            RunRow row = workspace.run(run);
            if (row.undoneAt() != null) {
                globals.terminal().line("The run " + row.run() + " was undone already, at " + row.undoneAt() + ".");
                return 0;
            }
            if (row.status() == RunStatus.RUNNING) {
                throw Problem.of(
                                CliError.RUN_GOES_ON,
                                "The run " + row.run() + " still goes on: process "
                                        + row.owner().pid() + " on "
                                        + row.owner().host() + ".")
                        .fix("Wait until it ends, or stop it with Ctrl-C, then undo it.")
                        .toException();
            }
            Undo undo = workspace.undo(row);
            undo.check();
            Results plan = new Results("table", "from version", "back to", "changed by");
            for (TableVersions.Entry entry : undo.changes()) {
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
            undo.carryOut(wait.on(globals.terminal()));
            globals.terminal().note("The run " + row.run() + " was taken back.");
            return 0;
        }
    }
}
