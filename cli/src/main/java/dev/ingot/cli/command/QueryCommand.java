package dev.ingot.cli.command;

import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SqlReader;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.RunRow;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot query}. */
@Command(
        name = "query",
        description = "Runs a query over the warehouse's tables and prints the rows. It reads, and does nothing else.",
        footer = {"", "Example:", "  ingot query \"select * from gold.dim_customers order by created_at\" --limit 5"})
public final class QueryCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "SQL", description = "A select; tables are written schema.name.")
    String sql = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many rows. Default: 100 at a terminal, all where the output goes to a file or a"
                    + " program.")
    @Nullable
    Integer limit;

    private static final int AT_A_TERMINAL = 100;

    @Option(
            names = "--at",
            paramLabel = "WHEN",
            description =
                    "Read the tables as they were: an instant like 2025-03-23T10:15:00Z, or a run's id (as it left"
                            + " them; its beginning is enough, 'last' is the newest).")
    @Nullable
    String at;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open();
                SqlReader reader = workspace.warehouse().reader(at == null ? null : moment(workspace, at))) {
            int most = limit != null ? limit : globals.terminal().live() ? AT_A_TERMINAL : Integer.MAX_VALUE;
            Rows rows = reader.query(sql, most);
            Results results = new Results(
                    rows.columns().stream().map(column -> column.name()).toList());
            rows.rows().forEach(results::row);
            results.print(globals.terminal(), globals.output(), "no rows");
            if (rows.truncated()) {
                globals.terminal().note("(the first " + most + " rows; --limit shows more)");
            }
            return 0;
        }
    }

    private static Instant moment(Workspace workspace, String at) {
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException notAnInstant) {
            RunRow run = workspace.run(at);
            return run.ended() == null ? workspace.clock().instant() : run.ended();
        }
    }
}
