package dev.ingot.lineage;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is known of a select: all of its lineage, or why none of it. Nothing in between, because half a lineage misleads. */
public sealed interface Lineage {

    /**
     * @param columns in the order of the select
     * @param influences columns that decide which rows there are: of filters, joins, groups and orders
     */
    record Traced(List<OutputColumn> columns, Set<Origin> influences) implements Lineage {
        public Traced {
            columns = List.copyOf(columns);
            influences = Collections.unmodifiableSet(new LinkedHashSet<>(influences));
        }
    }

    /** @param why one sentence */
    record Untraced(String why) implements Lineage {}
}
