package dev.ingot.core.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to reach an outside system.
 *
 * @param type the plug-in's
 * @param values bound by the plug-in's options; use {@link #options()}
 * @param unresolved variables that have no value here; no problem as long as nobody uses the connection
 */
public record ConnectionSpec(
        String name, String type, Map<String, Object> values, Place place, List<Problem> unresolved) {

    public ConnectionSpec {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        unresolved = List.copyOf(unresolved);
    }

    /**
     * What the plug-in is opened with.
     *
     * @throws IngotException if a variable in it has no value
     */
    public Map<String, Object> options() {
        if (!unresolved.isEmpty()) {
            throw new IngotException(unresolved);
        }
        return values;
    }

    /** Without values: some are secret. */
    @Override
    public String toString() {
        return name + " (" + type + " " + values.keySet() + ")";
    }
}
