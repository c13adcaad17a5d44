package dev.ingot.cli;

import dev.ingot.config.Yaml;
import dev.ingot.models.Environment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot run-operation}: a macro on its own. */
@Command(
        name = "run-operation",
        description = "Calls a macro of the project; the SQL that it runs takes effect, and what it prints is printed.",
        footer = {"", "Example:", "  ingot run-operation clean_up --args '{days: 7}'"})
final class OperationCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "MACRO", description = "Its name; with the package in front if it is a package's.")
    String macro = "";

    @Option(names = "--args", paramLabel = "YAML", description = "The macro's arguments, for example '{days: 7}'.")
    @Nullable
    String arguments;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Models models = Models.load(
                    workspace, Pipelines.preview(workspace), "none", "run-operation", false, Environment.Flags.NONE);
            models.operation(macro, given());
            return 0;
        }
    }

    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        if (arguments != null) {
            Yaml.parse(arguments, "--args").mapping().plain().forEach((name, value) -> {
                if (value != null) {
                    given.put(name, value);
                }
            });
        }
        return given;
    }
}
