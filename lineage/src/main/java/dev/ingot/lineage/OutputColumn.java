package dev.ingot.lineage;

import java.util.Set;

/**
 * A column that a select gives.
 *
 * @param name its name; the text of its expression where the select gives it none
 * @param from in the order of the statement; empty for a constant
 */
public record OutputColumn(String name, Set<Origin> from) {
    public OutputColumn {
        from = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(from));
    }
}
