package dev.ingot.models;

import dev.ingot.api.table.TableName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * dbt's {@code --defer}: references to what is not built in this run go to another state's tables, where that has them.
 *
 * @param tables of the other state, by unique id
 * @param selected unique ids of what this run builds: never deferred, and {@code selected_resources} in templates
 * @param favored whether the other state's table is taken even where this target has one
 */
public record Deferral(Map<String, TableName> tables, Set<String> selected, boolean favored) {

    /** Every reference stays in the target. */
    public static final Deferral NONE = new Deferral(Map.of(), Set.of(), false);

    public Deferral {
        tables = Map.copyOf(tables);
        selected = Collections.unmodifiableSet(new LinkedHashSet<>(selected));
    }
}
