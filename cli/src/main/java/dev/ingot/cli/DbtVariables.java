package dev.ingot.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that the environment may set as dbt lets it: {@code DBT_FULL_REFRESH=true} for {@code --full-refresh}. What is
 * typed wins.
 */
record DbtVariables(Map<String, String> environment) implements IDefaultValueProvider {

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
            "--use-colors",
            "--log-format");

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !OPTIONS.contains(option.longestName())) {
            return null;
        }
        String name = "DBT_"
                + option.longestName().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        boolean flag = option.arity().max() == 0;
        return flag
                ? Boolean.toString(Set.of("1", "true", "yes", "t", "y").contains(value.toLowerCase(Locale.ROOT)))
                : value;
    }
}
