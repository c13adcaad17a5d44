package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Terminal;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The option {@code --wait} of commands that write tables. */
public final class WaitOption {

    private static final Duration LONGEST = Duration.ofDays(3650);

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "Infinity",
            description =
                    "Wait for tables that another run holds, at most so many seconds each; without a number as long"
                            + " as it takes. Default: fail at once with exit code 5.")
    double wait;

    /** At most so long. */
    Duration longest() {
        if (!(wait >= 0)) {
            throw Problem.of(CliError.BAD_USAGE, "--wait is a number of seconds, 0 or more.")
                    .toException();
        }
        return wait >= LONGEST.toSeconds() ? LONGEST : Duration.ofMillis(Math.round(wait * 1000));
    }

    /** The same, for a command that is no run; the terminal hears of it. */
    public LockWait on(Terminal terminal) {
        return new LockWait(longest(), locked -> terminal.note("WAIT  " + locked.what()));
    }
}
