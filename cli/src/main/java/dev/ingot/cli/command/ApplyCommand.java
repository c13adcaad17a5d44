package dev.ingot.cli.command;

import dev.ingot.cli.CliError;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.ControllerStore.Prefer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot apply}: the YAML's changes into the controller table. */
@Command(
        name = "apply",
        description = "Brings the YAML's changes into the controller table. A run does this by itself.")
public final class ApplyCommand extends Globals.Command implements Callable<Integer> {

    @Option(
            names = "--prefer",
            paramLabel = "SIDE",
            description = "Who wins where both sides changed the same field: yaml or table.")
    @Nullable
    Prefer prefer;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            ControllerDiff diff = workspace.controllerDiff();
            PlanCommand.table(diff)
                    .print(globals.terminal(), globals.output(), "The controller table is as the YAML says.");
            if (!diff.conflicts().isEmpty() && prefer == null) {
                globals.terminal().note("");
                globals.terminal()
                        .note(CliError.CONTROLLER_CONFLICT.id()
                                + ": nothing was applied, because both sides changed the same field.");
                globals.terminal().note("  fix: say which is right: --prefer yaml or --prefer table");
                return CliError.CONTROLLER_CONFLICT.exit().status();
            }
            if (!diff.isEmpty()) {
                workspace.store().controller().apply(diff, prefer == null ? Prefer.YAML : prefer);
                globals.terminal().note("Applied.");
            }
            return 0;
        }
    }
}
