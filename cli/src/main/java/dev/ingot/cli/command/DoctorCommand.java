package dev.ingot.cli.command;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.cli.Globals;
import dev.ingot.cli.SelectionOptions;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.core.project.ConnectionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code ingot doctor}: asks everything that a run needs how it is. */
@Command(
        name = "doctor",
        aliases = "debug",
        description = "Checks the project, every connection and the stores, and says how to mend what is wrong.")
public final class DoctorCommand extends Globals.Command implements Callable<Integer> {

    @Override
    public Integer call() {
        Terminal terminal = globals.terminal();
        try (Workspace workspace = globals.open()) {
            terminal.line("Project " + workspace.project().name() + " in "
                    + workspace.project().folder() + ", target "
                    + workspace.project().target().name());
            List<Problem> all = new ArrayList<>();
            all.addAll(check(terminal, "metadata store", () -> {
                workspace.store().audit().runs(1);
                return List.of();
            }));
            all.addAll(
                    check(terminal, "warehouse " + workspace.project().target().warehouse(), () -> {
                        workspace.warehouse().list();
                        return List.of();
                    }));
            for (ConnectionSpec connection : workspace.project().connections().values()) {
                if (connection.name().equals(workspace.project().target().warehouse())) {
                    continue;
                }
                all.addAll(check(
                        terminal,
                        "connection " + connection.name() + " (" + connection.type() + ")",
                        () -> ask(workspace, connection)));
            }
            all.addAll(check(terminal, "controller table", workspace::controllerProblems));
            all.addAll(check(terminal, "tables against what was read", workspace::ledgerProblems));
            all.addAll(check(terminal, "pipelines and models", () -> {
                workspace.nodes(SelectionOptions.none(), type -> true);
                return List.of();
            }));
            terminal.line("");
            if (all.isEmpty()) {
                terminal.line(terminal.paint(Style.GREEN, "All is well."));
                return 0;
            }
            all.forEach(problem -> terminal.line(problem.render()));
            terminal.line(all.size() + (all.size() == 1 ? " problem" : " problems"));
            return all.get(0).code().exit().status();
        }
    }

    private static List<Problem> check(Terminal terminal, String what, Supplier<List<Problem>> question) {
        List<Problem> problems;
        try {
            problems = question.get();
        } catch (IngotException e) {
            problems = e.problems();
        }
        terminal.line(
                "  " + (problems.isEmpty() ? terminal.paint(Style.GREEN, "ok   ") : terminal.paint(Style.RED, "FAIL "))
                        + what);
        return problems;
    }

    private static List<Problem> ask(Workspace workspace, ConnectionSpec connection) {
        if (workspace.plugins().source(connection.type()).isPresent()) {
            return workspace.sourceProblems(connection.name());
        }
        if (workspace.plugins().notifier(connection.type()).isPresent()) {
            try (Notifier notifier = workspace.notifier(connection.name())) {
                return notifier.check();
            }
        }
        return List.of();
    }
}
