package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a node a test.
 *
 * @param generic false for a test written as a select in {@code tests/}, and for a unit test
 * @param name the generic test's name, {@code singular} for a singular one, {@code unit} for a unit test
 * @param namespace the package that the test was asked from; null where none was named
 * @param arguments of the test's macro, as written, with {@code model}
 * @param column the column that it was declared on
 * @param attachedNode the model, seed, snapshot that it was declared on; null for a source or a singular test
 * @param fileKey {@code models.customers}: where in the property file it stands
 * @param declared the line that asks for it; null for a singular test
 * @param unit what makes it a unit test; null for the others
 */
public record TestInfo(
        boolean generic,
        String name,
        @Nullable String namespace,
        Map<String, @Nullable Object> arguments,
        @Nullable String column,
        @Nullable String attachedNode,
        @Nullable String fileKey,
        @Nullable Place declared,
        @Nullable UnitTest unit) {

    private static final Map<String, Object> DEFAULTS =
            Map.of("severity", "ERROR", "fail_calc", "count(*)", "warn_if", "!= 0", "error_if", "!= 0");

    /** A test's configuration with dbt's own values where it says nothing. */
    public static NodeConfig settled(NodeConfig config) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(DEFAULTS);
        config.values().forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return new NodeConfig(values);
    }
}
