package dev.ingot.cli;

import dev.ingot.core.project.Publication;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of everything that runs nodes; dbt's where dbt has them. */
public final class RunOptions {

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Mixin
    DataOptions data = new DataOptions();

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
            negatable = true,
            fallbackValue = "true",
            description = "Stop everything at the first failure.")
    boolean failFast;

    @Option(
            names = "--publish",
            paramLabel = "tested|built",
            converter = PublicationConverter.class,
            description =
                    "When readers see what a model builds: after its tests have passed, or as soon as it is built,"
                            + " as dbt has it. Default: what the project says; 'built' in a bare dbt project, else 'tested'.")
    @Nullable
    Publication publication;

    @Mixin
    WaitOption wait = new WaitOption();

    @Option(names = "--dry-run", description = "Only show what would run, in which order.")
    boolean dryRun;

    /** The words of {@code --publish}. */
    static final class PublicationConverter implements CommandLine.ITypeConverter<Publication> {
        @Override
        public Publication convert(String value) {
            return Arrays.stream(Publication.values())
                    .filter(publication -> publication.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "'" + value + "' is neither 'tested' nor 'built'."));
        }
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

        @Option(
                names = "--continuous",
                description = "Go on until Ctrl-C: read what is new, then build what hangs on it and is marked"
                        + " 'on_change: true' or materialized as 'latest'.")
        boolean continuous;

        @Option(
                names = "--every",
                paramLabel = "SECONDS",
                description = "With --continuous: how long from the beginning of one reading to the next.",
                defaultValue = "1")
        double every = 1;

        @Option(
                names = "--for",
                paramLabel = "SECONDS",
                description =
                        "With --continuous: end after this long, with what is under way done. Default: go on until"
                                + " Ctrl-C.")
        @Nullable
        Double seconds;

        @Option(names = "--skip-load", description = "Leave the pipelines out; only models and tests.")
        boolean skipLoad;
    }
}
