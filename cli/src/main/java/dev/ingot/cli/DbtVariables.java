package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.file.Presence;
import dev.ingot.cli.terminal.Results;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.config.YamlMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that the environment and the project may set as dbt lets them: {@code DBT_FAIL_FAST=true}, or {@code flags:
 * {fail_fast: true}} in {@code dbt_project.yml}, for {@code --fail-fast}. What is typed wins, then the environment.
 *
 * @param flags of the project, by the names that it writes
 */
record DbtVariables(Map<String, String> environment, Map<String, @Nullable Object> flags)
        implements IDefaultValueProvider {

    private static final Set<String> OPTIONS = Set.of(
            "--project-dir",
            "--profiles-dir",
            "--profile",
            "--target",
            "--target-path",
            "--quiet",
            "--full-refresh",
            "--fail-fast",
            "--empty",
            "--sample",
            "--store-failures",
            "--warn-error",
            "--warn-error-options",
            "--event-time-start",
            "--event-time-end",
            "--indirect-selection",
            "--state",
            "--defer",
            "--defer-state",
            "--favor-state",
            "--partial-parse",
            "--use-colors",
            "--log-format",
            "--resource-types",
            "--exclude-resource-types");

    /** With the flags of the project that the arguments or the environment name; of the folder that they stand in. */
    static DbtVariables of(List<String> arguments, Map<String, String> environment) {
        int named = arguments.indexOf("--project-dir");
        String folder = named >= 0 && named + 1 < arguments.size()
                ? arguments.get(named + 1)
                : environment.getOrDefault("DBT_PROJECT_DIR", "");
        Path file = Path.of(folder).resolve("dbt_project.yml");
        return new DbtVariables(environment, Presence.isFile(file) ? flags(file) : Map.of());
    }

    private static Map<String, @Nullable Object> flags(Path file) {
        try {
            return Yaml.read(file, "dbt_project.yml", YamlFlavor.PYYAML)
                                    .mapping()
                                    .find("flags")
                                    .orElse(null)
                            instanceof YamlMapping block
                    ? block.plain()
                    : Map.of();
        } catch (IngotException unreadable) {
            return Map.of(); // whoever reads the project says what is wrong with it
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !OPTIONS.contains(option.longestName())) {
            return null;
        }
        String name = option.longestName().substring(2).replace('-', '_');
        String value = environment.get("DBT_" + name.toUpperCase(Locale.ROOT));
        if (value == null || value.isBlank()) {
            Object flag = flags.get(name);
            value = flag instanceof Map<?, ?> ? Results.jsonLine(flag) : flag == null ? "" : flag.toString();
        }
        if (value.isBlank()) {
            return null;
        }
        boolean flag = option.arity().max() == 0;
        return flag
                ? Boolean.toString(Set.of("1", "true", "yes", "t", "y").contains(value.toLowerCase(Locale.ROOT)))
                : value;
    }
}
