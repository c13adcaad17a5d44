package dev.ingot.cli.command;

import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot query}. */
@Command(
        name = "query",
        description = "Runs SQL over the warehouse's tables and prints the rows.",
        footer = {"", "Example:", "  ingot query \"select * from gold.dim_customers order by created_at\" --limit 5"})
public final class QueryCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "SQL", description = "A select; tables are written schema.name.")
    String sql = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.", defaultValue = "100")
    int limit;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open();
                Session session = workspace.warehouse().open(List.of())) {
            Rows rows = session.query(sql, limit);
            Results results = new Results(
                    rows.columns().stream().map(column -> column.name()).toList());
            rows.rows().forEach(results::row);
            results.print(globals.terminal(), globals.output(), "no rows");
            if (rows.truncated()) {
                globals.terminal().note("(the first " + limit + " rows; --limit shows more)");
            }
            return 0;
        }
    }
}
