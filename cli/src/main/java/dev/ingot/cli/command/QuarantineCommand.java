package dev.ingot.cli.command;

import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.table.TableName;
import dev.ingot.cli.Globals;
import dev.ingot.cli.WaitOption;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.QuarantineIndex.Entry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot quarantine}: what was not taken, why, and the ways out. */
@Command(
        name = "quarantine",
        description = "Rows that broke a contract or could not be read: list, show, replay, purge.",
        subcommands = {
            QuarantineCommand.ListCommand.class,
            QuarantineCommand.ShowCommand.class,
            QuarantineCommand.ReplayCommand.class,
            QuarantineCommand.PurgeCommand.class
        })
public final class QuarantineCommand {

    /** {@code ingot quarantine list}. */
    @Command(name = "list", description = "How many rows wait in quarantine, by table and reason.")
    public static final class ListCommand extends Globals.Command implements Callable<Integer> {

        @Parameters(arity = "0..1", paramLabel = "TABLE", description = "Only rows meant for this table.")
        @Nullable
        String table;

        @Option(names = "--all", description = "Also what was replayed or purged.")
        boolean all;

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Results results = new Results(
                                "run", "pipeline", "table", "rule", "rows", "open", "reason", "file", "position")
                        .hide("pipeline", "rule", "position");
                for (Entry entry : workspace
                        .state()
                        .quarantine()
                        .find(table == null ? null : workspace.table(table), null, !all, 1000)) {
                    results.row(
                            entry.run(),
                            entry.pipeline(),
                            entry.table(),
                            entry.rule(),
                            entry.rows(),
                            entry.open(),
                            entry.reason(),
                            Results.Shown.place(entry.sampleFile(), entry.samplePosition()),
                            entry.samplePosition());
                }
                results.print(globals.terminal(), globals.output(), "Quarantine is empty.");
                return 0;
            }
        }
    }

    /** {@code ingot quarantine show}. */
    @Command(name = "show", description = "The rows themselves, with reason, place and raw text.")
    public static final class ShowCommand extends Globals.Command implements Callable<Integer> {

        @Parameters(paramLabel = "TABLE", description = "schema.name of the table they were meant for.")
        String table = "";

        @Option(names = "--limit", paramLabel = "N", description = "At most so many.", defaultValue = "50")
        int limit;

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Results results = new Results("id", "rule", "reason", "file", "position", "run", "raw")
                        .hide("rule", "position", "run");
                for (QuarantinedRow row : workspace.warehouse().quarantined(workspace.table(table), limit)) {
                    results.row(
                            row.id(),
                            row.rule(),
                            row.reason(),
                            Results.Shown.place(row.file(), row.position()),
                            row.position(),
                            row.run(),
                            row.raw());
                }
                results.print(
                        globals.terminal(),
                        globals.output(),
                        "Nothing of " + table + " is in quarantine." + hint(workspace, table));
                return 0;
            }
        }
    }

    /** A table that nobody has heard of is rather misspelt than clean. */
    private static String hint(Workspace workspace, String table) {
        List<String> known = workspace.warehouse().list().stream()
                .map(info -> info.name().toString())
                .filter(name -> !name.startsWith("_ingot"))
                .toList();
        String name = workspace.table(table).toString();
        return known.contains(name) ? "" : " There is no table of that name. " + Suggestion.didYouMean(name, known);
    }

    /** {@code ingot quarantine replay}. */
    @Command(
            name = "replay",
            description = "Tries the quarantined rows of a table again, with the contract as it is now. Rows that pass"
                    + " are loaded; the rest stays.")
    public static final class ReplayCommand extends Globals.Command implements Callable<Integer> {

        @Parameters(paramLabel = "TABLE", description = "schema.name of the table they were meant for.")
        String table = "";

        @Option(
                names = "--build",
                description = "Then build the models that read the table, and all that hangs on them.")
        boolean build;

        @Mixin
        WaitOption wait = new WaitOption();

        @Override
        public Integer call() throws InterruptedException {
            try (Workspace workspace = globals.open()) {
                return workspace.replay(workspace.table(table), build, wait).status();
            }
        }
    }

    /** {@code ingot quarantine purge}. */
    @Command(name = "purge", description = "Throws quarantined rows of a table away, for good.")
    public static final class PurgeCommand extends Globals.Command implements Callable<Integer> {

        @Parameters(paramLabel = "TABLE", description = "schema.name of the table they were meant for.")
        String table = "";

        @Option(names = "--id", paramLabel = "ID", description = "Only this row; may be repeated.")
        @Nullable
        List<String> ids;

        @Option(names = "--yes", description = "Do it; without this only what would go is shown.")
        boolean yes;

        @Mixin
        WaitOption wait = new WaitOption();

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                TableName name = workspace.table(table);
                if (!yes) {
                    globals.terminal()
                            .line(waiting(workspace, name) + " rows of " + name
                                    + " would be thrown away for good. Say --yes to do it.");
                    return 0;
                }
                long gone = workspace.purge(name, ids, wait.on(globals.terminal()));
                globals.terminal().line(gone + " rows of " + name + " were thrown away.");
                return 0;
            }
        }

        private long waiting(Workspace workspace, TableName name) {
            if (ids == null) {
                return workspace.warehouse().quarantineGroups(name).stream()
                        .mapToLong(QuarantineGroup::rows)
                        .sum();
            }
            return workspace.warehouse().quarantined(name, Set.copyOf(ids)).size();
        }
    }
}
