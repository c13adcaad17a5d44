package dev.ingot.cli.command;

import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot history}: the versions of a table. */
@Command(
        name = "history",
        description = "Lists the versions of a table, newest first: who made each, and what became of the rows.",
        footer = {"", "Example:", "  ingot history gold.orders", "  ingot query --at 20250323-101502 \"select …\""})
public final class HistoryCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "TABLE", description = "schema.name of a table.")
    String table = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.", defaultValue = "20")
    int limit;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Results results = new Results("version", "at", "operation", "by", "run", "rows", "what happened");
            for (TableVersion version : workspace.warehouse().history(workspace.table(table), limit)) {
                results.row(
                        version.version(),
                        version.at(),
                        version.operation(),
                        version.node(),
                        version.run(),
                        version.rows() < 0 ? null : version.rows(),
                        version.counts());
            }
            results.print(globals.terminal(), globals.output(), "The table has no history.");
            return 0;
        }
    }
}
