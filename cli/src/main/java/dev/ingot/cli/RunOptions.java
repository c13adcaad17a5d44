package dev.ingot.cli;

import dev.ingot.core.graph.Selection.Indirect;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of everything that runs nodes; dbt's where dbt has them. */
public final class RunOptions {

    @Option(
            names = {"-s", "--select", "-m", "--models"},
            paramLabel = "SELECTOR",
            arity = "1..*",
            description = "Which nodes: names, +parents, children+, @name, tag:x, path:x, source:x, config.x:y,"
                    + " result:error, …; a comma for both, a space for either.")
    List<String> select = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "SELECTOR", arity = "1..*", description = "Which nodes to leave out.")
    List<String> exclude = new ArrayList<>();

    @Option(
            names = "--indirect-selection",
            paramLabel = "MODE",
            description = "Which tests come along: eager, cautious, buildable or empty.",
            defaultValue = "eager")
    Indirect indirect = Indirect.EAGER;

    @Option(
            names = {"-f", "--full-refresh"},
            description = "Read everything again and rebuild incremental models from nothing.")
    boolean fullRefresh;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many steps at once. Default: what the project says.")
    @Nullable
    Integer threads;

    @Option(
            names = {"-x", "--fail-fast"},
            description = "Stop everything at the first failure.")
    boolean failFast;

    @Option(names = "--dry-run", description = "Only show what would run, in which order.")
    boolean dryRun;

    /** With no selection everything of the command's kinds. */
    public List<String> select() {
        return List.copyOf(select);
    }

    /** The options of commands that load, too. */
    public static final class Load {
        @Option(
                names = "--date",
                paramLabel = "YYYYMMDD",
                description = "The day whose files are read, for paths with {date}. Without it every day that was not"
                        + " read yet, oldest first.",
                converter = DateConverter.class)
        @Nullable
        LocalDate date;

        @Option(names = "--skip-load", description = "Leave the pipelines out; only models and tests.")
        boolean skipLoad;
    }
}
