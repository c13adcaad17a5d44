package dev.ingot.cli;

import dev.ingot.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point: reads the command line, runs a command, turns what happens into an exit code. */
@Command(
        name = "ingot",
        description = "Brings data in, refines it with SQL, tests it, and accounts for every row.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true)
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args, Terminal.system(System.getenv())));
    }

    /** Runs one command line and returns the exit code; for tests too. */
    public static int run(String[] args, Terminal terminal) {
        CommandLine line = new CommandLine(new Main());
        return line.execute(args);
    }
}
