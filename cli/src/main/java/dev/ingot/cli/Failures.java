package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.core.run.RunError;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What an exception says to a person. Stateless. */
final class Failures {

    private Failures() {}

    /** The problems of a failure; one that nobody foresaw goes into the log with its trace. */
    static List<Problem> of(Exception failure) {
        if (failure instanceof IngotException known) {
            return known.problems();
        }
        LoggerFactory.getLogger(Failures.class).error("unexpected", failure);
        return List.of(
                failure instanceof UncheckedIOException refused
                        ? RunError.file(refused)
                        : Problem.of(CliError.UNEXPECTED, "Ingot failed unexpectedly.")
                                .because(failure.toString())
                                .fix("The whole trace is in .ingot/logs/ingot.log of the project; please report it."));
    }

    /** How a command ends that has these problems, one at least. */
    static ExitCode exit(Collection<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.code().exit())
                .max(Comparator.comparingInt(ExitCode::status))
                .orElse(ExitCode.FAILED);
    }
}
