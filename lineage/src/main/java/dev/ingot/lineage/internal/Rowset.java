package dev.ingot.lineage.internal;

import dev.ingot.lineage.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a FROM, or comes out of a select.
 *
 * @param influences what decided which rows are there
 * @param unknown gives any column that is asked for, where the columns are not known; null where they are
 */
public record Rowset(
        List<Field> fields,
        Set<Origin> influences,
        @Nullable Function<String, Field> unknown) {

    static Rowset of(List<Field> fields) {
        return new Rowset(List.copyOf(fields), Set.of(), null);
    }

    Optional<Field> find(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst();
    }

    /** With other names for its first columns, as in {@code t(a, b)}. */
    Rowset renamed(List<String> names) {
        List<Field> after = new ArrayList<>();
        for (int i = 0; i < Math.max(fields.size(), unknown == null ? 0 : names.size()); i++) {
            Field field = i < fields.size() ? fields.get(i) : new Field(names.get(i), Set.of());
            after.add(i < names.size() ? field.named(names.get(i)) : field);
        }
        return new Rowset(after, influences, names.isEmpty() ? unknown : null);
    }

    /** The columns one beside the other by place, as a set operation puts them. */
    Rowset merged(Rowset other) {
        if (fields.size() != other.fields.size()) {
            throw new Untraceable(
                    "the parts of a set operation have " + fields.size() + " and " + other.fields.size() + " columns");
        }
        List<Field> both = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            both.add(fields.get(i).plus(other.fields.get(i)));
        }
        return new Rowset(both, union(influences, other.influences), null);
    }

    /** The columns of both, those of one name together. */
    Rowset mergedByName(Rowset other) {
        List<Field> both = new ArrayList<>();
        for (Field field : fields) {
            both.add(other.find(field.name()).map(field::plus).orElse(field));
        }
        other.fields.stream().filter(field -> find(field.name()).isEmpty()).forEach(both::add);
        return new Rowset(both, union(influences, other.influences), null);
    }

    Rowset influencedBy(Set<Origin> more) {
        return new Rowset(fields, union(influences, more), unknown);
    }

    static Set<Origin> union(Set<Origin> one, Set<Origin> other) {
        Set<Origin> both = new LinkedHashSet<>(one);
        both.addAll(other);
        return both;
    }
}
