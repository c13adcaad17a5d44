package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.ControllerDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ingot plan}: what {@code apply} would change. */
@Command(
        name = "plan",
        description = "Shows how the YAML differs from the controller table, field by field, and what would change.")
public final class PlanCommand extends Globals.Command implements Callable<Integer> {

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            table(workspace.controllerDiff())
                    .print(globals.terminal(), globals.output(), "The controller table is as the YAML says.");
            return 0;
        }
    }

    static Results table(ControllerDiff diff) {
        Results results = new Results("change", "pipeline", "field", "table has", "yaml has");
        diff.added()
                .forEach(spec ->
                        results.row("add", spec.name(), "", "", spec.schemaName() + "." + spec.destinationTable()));
        diff.adopted().forEach(name -> results.row("adopt", name, "", "made by hand", "in the YAML as well"));
        diff.changed()
                .forEach(change ->
                        results.row("change", change.name(), change.field(), change.before(), change.after()));
        diff.removed().forEach(row -> results.row("switch off", row.name(), "", "active", "gone"));
        diff.conflicts()
                .forEach(conflict ->
                        results.row("CONFLICT", conflict.name(), conflict.field(), conflict.table(), conflict.yaml()));
        diff.handEdits()
                .forEach(edit ->
                        results.row("edited by hand, stays", edit.name(), edit.field(), edit.table(), edit.yaml()));
        return results;
    }
}
