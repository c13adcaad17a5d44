package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Results;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.config.Secrets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command on a project has. */
public final class Globals {

    /** Of the project that was opened last; empty before. */
    private Secrets secrets = new Secrets();

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--project-dir",
            paramLabel = "DIR",
            description = "The project's folder. Default: the nearest folder upwards with an ingot.yml or"
                    + " dbt_project.yml.")
    @Nullable
    Path projectDir;

    @Option(
            names = "--profiles-dir",
            paramLabel = "DIR",
            description = "Where the profiles.yml of a dbt project is. Default: DBT_PROFILES_DIR, else the project's"
                    + " folder, else ~/.dbt.")
    @Nullable
    Path profilesDir;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Which profile of profiles.yml. Default: the one that dbt_project.yml names.")
    @Nullable
    String profile;

    @Option(
            names = {"-t", "--target"},
            paramLabel = "NAME",
            description = "The target to use instead of the project's default.")
    @Nullable
    String target;

    @Option(
            names = "--vars",
            paramLabel = "YAML",
            description = "Variables for the models, for example '{day: 2025-03-23}'.")
    @Nullable
    String vars;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "How results are printed: text, json or csv; for ls also name, path or selector.",
            defaultValue = "text")
    Results.Format output = Results.Format.TEXT;

    @Option(
            names = "--target-path",
            paramLabel = "DIR",
            description =
                    "Where compiled SQL and artefacts are written. Default: what dbt_project.yml says, else target.")
    @Nullable
    Path targetPath;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How a run's lines are printed: text, or json, one object a line as dbt does.",
            defaultValue = "text")
    LogFormat logFormat = LogFormat.TEXT;

    @Option(
            names = "--partial-parse",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Render only templates again that changed since the last command, which target/partial_parse.bin"
                            + " knows. --no-partial-parse renders all of them.")
    boolean partialParse = true;

    @Option(names = "--use-colors", description = "Colour the output, also where nobody looks.")
    boolean useColours;

    @Option(names = "--no-use-colors", description = "Do not colour the output.")
    boolean noColours;

    @Mixin
    UnusedOptions unused = new UnusedOptions();

    @Option(
            names = {"-q", "--quiet"},
            description = "Say less: only what ended, without tests that passed.")
    boolean quiet;

    /** How lines about a run are printed. */
    enum LogFormat {
        TEXT,
        JSON,
        /** dbt's other words for text. */
        DEFAULT,
        DEBUG
    }

    public Results.Format output() {
        return output;
    }

    /** What the project is read with: the environment, with what the command line says over it. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (profilesDir != null) {
            environment.put("DBT_PROFILES_DIR", profilesDir.toAbsolutePath().toString());
        }
        if (profile != null) {
            environment.put("DBT_PROFILE", profile);
        }
        return environment;
    }

    /** Opens the project that the command is about. */
    public Workspace open() {
        Workspace workspace = Workspace.open(this, terminal(), InstantSource.system());
        secrets = workspace.project().secrets();
        Aloud.to(terminal()::note);
        return workspace;
    }

    /** Opens the project in a folder that the command itself has made. */
    public Workspace open(Path folder) {
        projectDir = folder;
        return open();
    }

    public Terminal terminal() {
        Terminal terminal = useColours || noColours ? root().terminal().coloured(!noColours) : root().terminal();
        return terminal.masking(text -> secrets.redact(text));
    }

    /** What went wrong, as it may be shown. */
    Problem shown(Problem problem) {
        return secrets.redact(problem);
    }

    /** The command line as typed, for the audit; the values of {@code --vars} may be secret and are left out. */
    public List<String> arguments() {
        List<String> shown = new ArrayList<>();
        boolean hide = false;
        for (String argument : root().arguments()) {
            shown.add(hide ? "***" : argument.startsWith("--vars=") ? "--vars=***" : argument);
            hide = argument.equals("--vars");
        }
        return shown.isEmpty() ? shown : shown.subList(1, shown.size());
    }

    private Main root() {
        if (spec == null) {
            throw new IllegalStateException("not inside a command");
        }
        return (Main) spec.root().userObject();
    }

    /** As a mixin of every command. */
    public static class Command {
        @Mixin
        protected Globals globals = new Globals();
    }
}
