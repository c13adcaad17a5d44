package dev.ingot.cli.command;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.api.warehouse.Warehouse.MaintenanceResult;
import dev.ingot.cli.Globals;
import dev.ingot.cli.WaitOption;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot maintain}: compacts small files and removes those that nothing needs any more. */
@Command(
        name = "maintain",
        description =
                "Merges small files of tables (optimize) and removes files that no retained version needs (vacuum).")
public final class MaintainCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "schema.name; default: every table.")
    @Nullable
    List<String> tables;

    @Option(names = "--no-optimize", description = "Leave small files as they are.")
    boolean noOptimize;

    @Option(
            names = "--retention-hours",
            paramLabel = "HOURS",
            description = "Vacuum keeps what was current within this time; undo and time travel reach as far back."
                    + " Default: 168 (a week). 0 or more; --no-vacuum leaves all files.",
            defaultValue = "168")
    long retentionHours;

    @Option(names = "--no-vacuum", description = "Remove nothing.")
    boolean noVacuum;

    @Mixin
    WaitOption wait = new WaitOption();

    @Option(names = "--dry-run", description = "Only say what would be done.")
    boolean dryRun;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            List<TableName> chosen = tables == null
                    ? workspace.warehouse().list().stream()
                            .filter(info -> info.kind() == Kind.TABLE)
                            .map(TableInfo::name)
                            .toList()
                    : tables.stream().map(workspace::table).toList();
            MaintenanceRequest request =
                    new MaintenanceRequest(!noOptimize, noVacuum ? null : Duration.ofHours(retentionHours), dryRun);
            Results results = new Results("table", "files merged", "into", "files removed", "bytes removed");
            List<Problem> problems = new ArrayList<>();
            if (!dryRun) {
                workspace.recover().forEach(globals.terminal()::note);
            }
            for (TableName table : chosen) {
                MaintenanceResult result;
                try {
                    result = workspace.maintain(table, request, wait.on(globals.terminal()));
                } catch (IngotException e) {
                    problems.addAll(e.problems()); // the other tables are not to wait for this one
                    continue;
                }
                results.row(
                        table,
                        result.filesMerged(),
                        result.filesWritten(),
                        result.filesRemoved(),
                        result.bytesRemoved());
            }
            results.print(
                    globals.terminal(),
                    globals.output(),
                    chosen.isEmpty() ? "There is no table yet." : "No table was maintained.");
            if (!problems.isEmpty()) {
                throw new IngotException(problems);
            }
            return 0;
        }
    }
}
