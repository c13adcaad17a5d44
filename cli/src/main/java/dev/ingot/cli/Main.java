package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.cli.command.ApplyCommand;
import dev.ingot.cli.command.AuditCommand;
import dev.ingot.cli.command.DemoCommand;
import dev.ingot.cli.command.DiscoverCommand;
import dev.ingot.cli.command.DoctorCommand;
import dev.ingot.cli.command.FreshnessCommand;
import dev.ingot.cli.command.HistoryCommand;
import dev.ingot.cli.command.InitCommand;
import dev.ingot.cli.command.LineageCommand;
import dev.ingot.cli.command.LsCommand;
import dev.ingot.cli.command.MaintainCommand;
import dev.ingot.cli.command.PlanCommand;
import dev.ingot.cli.command.QuarantineCommand;
import dev.ingot.cli.command.QueryCommand;
import dev.ingot.cli.command.RunsCommand;
import dev.ingot.cli.command.SchemaCommand;
import dev.ingot.cli.command.StateCommand;
import dev.ingot.cli.command.UndoCommand;
import dev.ingot.cli.command.WarmUpCommand;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The entry point: reads the command line, runs a command, turns what happens into an exit code. */
@Command(
        name = "ingot",
        description = "Brings data in, refines it with SQL, tests it, and accounts for every row.",
        versionProvider = Version.class,
        footer = {"", "'ingot COMMAND --help' shows a command's options. Commands work from any folder of a project."},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        sortOptions = false,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            DoctorCommand.class,
            DiscoverCommand.class,
            RunCommands.Run.class,
            StartCommand.class,
            RunCommands.Build.class,
            RunCommands.Test.class,
            RunCommands.Seed.class,
            RunCommands.Snapshot.class,
            RunCommands.Retry.class,
            CloneCommand.class,
            LsCommand.class,
            ModelCommands.Compile.class,
            ModelCommands.Show.class,
            ModelCommands.Parse.class,
            ModelCommands.Clean.class,
            PlanCommand.class,
            ApplyCommand.class,
            QueryCommand.class,
            StateCommand.class,
            HistoryCommand.class,
            LineageCommand.class,
            DocsCommands.class,
            SourceCommands.class,
            OperationCommand.class,
            DepsCommand.class,
            AuditCommand.class,
            RunsCommand.class,
            FreshnessCommand.class,
            ReconcileCommand.class,
            QuarantineCommand.class,
            UndoCommand.class,
            MaintainCommand.class,
            SchemaCommand.class,
            WarmUpCommand.class,
            GenerateCompletion.class
        })
public final class Main {

    private final Terminal terminal;
    private final List<String> arguments;

    private Main(Terminal terminal, List<String> arguments) {
        this.terminal = terminal;
        this.arguments = arguments;
    }

    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println("ingot " + Version.current()); // without loading twenty commands first
            System.exit(ExitCode.OK.status());
        }
        if (args.length == 0 || !args[0].equals("demo")) { // whose servers have to be stopped first
            Interruption.Early.install();
        }
        int status = run(args, Terminal.system(System.getenv()));
        Interruption.Early.dismiss();
        System.exit(status);
    }

    /** Runs one command line and returns the exit code; for tests too. */
    public static int run(String[] args, Terminal terminal) {
        CommandLine line = new CommandLine(new Main(terminal, List.of(args)));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new java.io.PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setErr(new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        try {
            line.setDefaultValueProvider(DbtVariables.of(List.of(args), System.getenv()));
        } catch (UncheckedIOException refused) {
            return failure(refused, UnaryOperator.identity(), terminal);
        }
        CommandGroups.install(line);
        line.setParameterExceptionHandler((exception, given) -> usage(exception, terminal));
        line.setExecutionExceptionHandler((exception, command, parsed) -> failure(exception, shown(command), terminal));
        if (args.length == 0) {
            line.usage(terminal.out());
            return ExitCode.OK.status();
        }
        return line.execute(args);
    }

    private static int usage(ParameterException exception, Terminal terminal) {
        CommandLine command = exception.getCommandLine();
        Problem problem = Problem.of(CliError.BAD_USAGE, message(exception));
        if (exception instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            List<String> known = new ArrayList<>(command.getSubcommands().keySet());
            command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
            problem = Problem.of(
                            CliError.BAD_USAGE,
                            "'" + word + "' is not known to '"
                                    + command.getCommandSpec().qualifiedName() + "'.")
                    .fix(Suggestion.nearest(word, known)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse(
                                    !word.startsWith("-") && known.contains("--select")
                                            ? "Nodes are named with --select: --select " + word + "."
                                            : "'" + command.getCommandSpec().qualifiedName()
                                                    + " --help' shows what there is."));
        }
        print(problem, terminal);
        return ExitCode.USAGE.status();
    }

    /** picocli lists the constants of an enum as Java spells them; what people type is lower case. */
    private static String message(ParameterException exception) {
        String text = String.valueOf(exception.getMessage());
        return Pattern.compile("expected one of \\[([A-Z_, ]+)] \\(case-insensitive\\) but was")
                .matcher(text)
                .replaceFirst(match -> "it is one of " + match.group(1).toLowerCase(Locale.ROOT) + ", not");
    }

    /** How a command's problems may be shown. */
    private static UnaryOperator<Problem> shown(CommandLine command) {
        return command.getCommandSpec().userObject() instanceof Globals.Command ours
                ? ours.globals::shown
                : UnaryOperator.identity();
    }

    private static int failure(Exception exception, UnaryOperator<Problem> shown, Terminal terminal) {
        List<Problem> problems = Failures.of(exception);
        problems.forEach(problem -> print(shown.apply(problem), terminal));
        if (problems.size() > 1) {
            terminal.note(problems.size() + " problems");
        }
        return Failures.exit(problems).status();
    }

    private static void print(Problem problem, Terminal terminal) {
        String text = problem.render();
        int end = text.indexOf(':');
        terminal.note(terminal.paint(Style.RED, text.substring(0, end))
                + text.substring(end).stripTrailing());
        terminal.note("");
    }

    Terminal terminal() {
        return terminal;
    }

    List<String> arguments() {
        return arguments;
    }
}
