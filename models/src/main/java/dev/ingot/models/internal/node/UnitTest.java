package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a unit test gives its model to read, and what the model must make of it. Immutable.
 *
 * @param macros values that calls of macros give instead, by name or {@code package.name}
 * @param variables values of {@code var()}
 * @param environment values of {@code env_var()}
 */
public record UnitTest(
        List<Given> given,
        Rows expect,
        Map<String, @Nullable Object> macros,
        Map<String, @Nullable Object> variables,
        Map<String, @Nullable Object> environment) {

    public UnitTest {
        given = List.copyOf(given);
        macros = Collections.unmodifiableMap(new LinkedHashMap<>(macros));
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /**
     * One input. Both references are null for {@code this}: the rows that an incremental model has so far.
     *
     * @param input as it is written: {@code ref('orders')}
     */
    public record Given(
            String input, @Nullable Ref ref, @Nullable SourceRef source, Rows rows) {}

    /**
     * Rows as they are written.
     *
     * @param sql a select that gives them; null where they are values
     * @param values by column; a column that a row does not name is null
     */
    public record Rows(@Nullable String sql, List<Map<String, @Nullable Object>> values, Place place) {

        public Rows {
            values = List.copyOf(values);
        }
    }
}
