package dev.ingot.lineage.internal;

import dev.ingot.lineage.Origin;
import dev.ingot.lineage.OutputColumn;
import dev.ingot.lineage.Transformation;
import java.util.LinkedHashSet;
import java.util.Set;

/** A column on the way: of a table, of a subquery, of the select itself. */
public record Field(String name, Set<Origin> from) {

    Field named(String other) {
        return new Field(other, from);
    }

    Field plus(Field other) {
        Set<Origin> both = new LinkedHashSet<>(from);
        both.addAll(other.from);
        return new Field(name, both);
    }

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    public OutputColumn published() {
        return new OutputColumn(name, furthest(from));
    }

    static Set<Origin> then(Set<Origin> origins, Transformation next) {
        Set<Origin> after = new LinkedHashSet<>();
        origins.forEach(origin -> after.add(origin.then(next)));
        return after;
    }

    /** Of a column that comes in several direct ways only the one that takes it furthest. */
    private static Set<Origin> furthest(Set<Origin> from) {
        Set<Origin> kept = new LinkedHashSet<>(from);
        kept.removeIf(origin -> origin.how().direct()
                && from.stream()
                        .anyMatch(other -> other.how().direct()
                                && other.table().equals(origin.table())
                                && other.column().equals(origin.column())
                                && other.how().compareTo(origin.how()) > 0));
        return kept;
    }
}
