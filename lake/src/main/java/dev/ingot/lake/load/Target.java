package dev.ingot.lake.load;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.table.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A column of the table and where it comes from.
 *
 * @param from its name in the source
 * @param declared whether a person said the type
 */
record Target(
        String name,
        String from,
        DataType type,
        boolean declared,
        @Nullable ColumnRule rule) {

    Target as(DataType newType) {
        return new Target(name, from, newType, declared, rule);
    }

    boolean notNull() {
        return rule != null && rule.notNull();
    }
}
