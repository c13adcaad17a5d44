package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.RunRow;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot runs}. */
@Command(name = "runs", description = "Lists the runs, newest first.")
public final class RunsCommand extends Globals.Command implements Callable<Integer> {

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.", defaultValue = "20")
    int limit;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Results results = new Results(
                    "run",
                    "command",
                    "target",
                    "status",
                    "started",
                    "seconds",
                    "succeeded",
                    "failed",
                    "skipped",
                    "read",
                    "written",
                    "quarantined",
                    "undone");
            results.hideWhereEmpty("target", "failed", "skipped", "quarantined", "undone");
            String target = workspace.project().target().name();
            for (RunRow row : workspace.store().audit().runs(limit)) {
                results.row(
                        row.run(),
                        (row.command() + " " + String.join(" ", row.arguments())).strip(),
                        new Results.Shown(row.target(), row.target().equals(target) ? null : row.target()),
                        row.status().name().toLowerCase(Locale.ROOT),
                        Results.Shown.time(row.started()),
                        row.ended() == null
                                ? null
                                : (row.ended().toEpochMilli() - row.started().toEpochMilli()) / 1000.0,
                        row.succeeded(),
                        row.failed(),
                        row.skipped(),
                        row.counts().read(),
                        row.counts().written(),
                        row.counts().quarantined(),
                        Results.Shown.time(row.undoneAt()));
            }
            results.print(globals.terminal(), globals.output(), "There was no run yet. Start one with 'ingot run'.");
            return 0;
        }
    }
}
