package dev.ingot.metadata;

import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.ControllerDiff.Conflict;
import dev.ingot.core.store.ControllerDiff.FieldChange;
import dev.ingot.core.store.ControllerDiff.HandEdit;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerRow.Origin;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.core.store.ControllerStore.Prefer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The three-way comparison of the controller: base (what was applied last), table, YAML. Pure. The rules are those of
 * {@link dev.ingot.core.store.ControllerStore}.
 */
final class ControllerMerge {

    private final List<ControllerSpec> desired;
    private final Map<Stored, ControllerSpec> matched = new LinkedHashMap<>();
    private final Set<ControllerSpec> unmatched;
    private final List<ControllerRow> removed = new ArrayList<>();
    private final List<FieldChange> changed = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<HandEdit> handEdits = new ArrayList<>();
    private final List<String> adopted = new ArrayList<>();

    /**
     * A row with its base.
     *
     * @param base null where the YAML never had it
     */
    record Stored(ControllerRow row, @Nullable Map<String, String> base) {}

    ControllerMerge(List<Stored> table, List<ControllerSpec> desired) {
        this.desired = desired;
        this.unmatched = new LinkedHashSet<>(desired);
        List<Stored> living = new ArrayList<>(table);
        living.removeIf(stored -> stored.row().origin() == Origin.REMOVED);
        List<Stored> removedBefore = new ArrayList<>(table);
        removedBefore.removeAll(living);
        match(living);
        match(removedBefore);
        matched.forEach(this::compare);
        living.stream()
                .map(Stored::row)
                .filter(row -> row.origin() == Origin.YAML)
                .forEach(removed::add);
    }

    private void match(List<Stored> free) {
        match(
                free,
                (stored, spec) -> stored.base() != null && same(stored.base().get("name"), spec.name()));
        match(free, (stored, spec) -> same(stored.row().name(), spec.name()));
        match(
                free,
                (stored, spec) -> same(stored.row().spec().schemaName(), spec.schemaName())
                        && same(stored.row().spec().destinationTable(), spec.destinationTable()));
    }

    private void match(List<Stored> free, BiPredicate<Stored, ControllerSpec> fits) {
        for (ControllerSpec spec : List.copyOf(unmatched)) {
            free.stream().filter(stored -> fits.test(stored, spec)).findFirst().ifPresent(stored -> {
                matched.put(stored, spec);
                unmatched.remove(spec);
                free.remove(stored);
            });
        }
    }

    /** Names of pipelines and tables differ by more than case. */
    private static boolean same(@Nullable String left, String right) {
        return left != null && left.toLowerCase(Locale.ROOT).equals(right.toLowerCase(Locale.ROOT));
    }

    private void compare(Stored stored, ControllerSpec spec) {
        ControllerRow row = stored.row();
        Map<String, String> table = SpecFields.of(row.spec());
        Map<String, String> yaml = SpecFields.of(spec);
        boolean agreed = stored.base() == null;
        for (String field : fields(stored, table, yaml)) {
            String now = table.get(field);
            String wanted = yaml.get(field);
            String base = stored.base() == null ? null : stored.base().get(field);
            if (Objects.equals(now, wanted)) {
                agreed |= !Objects.equals(base, now);
            } else if (stored.base() == null) {
                conflicts.add(new Conflict(row.id(), row.name(), field, null, now, wanted));
            } else if (Objects.equals(now, base)) {
                changed.add(new FieldChange(row.id(), row.name(), field, now, wanted));
            } else if (Objects.equals(wanted, base)) {
                handEdits.add(new HandEdit(row.id(), row.name(), field, wanted, now));
            } else {
                conflicts.add(new Conflict(row.id(), row.name(), field, base, now, wanted));
            }
        }
        if (agreed || row.origin() != Origin.YAML) {
            adopted.add(row.name());
        }
    }

    private static Set<String> fields(Stored stored, Map<String, String> table, Map<String, String> yaml) {
        Set<String> fields = new LinkedHashSet<>(yaml.keySet());
        fields.addAll(table.keySet());
        if (stored.base() != null) {
            fields.addAll(stored.base().keySet());
        }
        return fields;
    }

    ControllerDiff diff() {
        return new ControllerDiff(desired, List.copyOf(unmatched), changed, removed, conflicts, handEdits, adopted);
    }

    /** What each matched row becomes: all fields of the YAML, except where the table's value stays in force. */
    Map<Stored, ControllerSpec> results(Prefer prefer) {
        Map<Stored, ControllerSpec> results = new LinkedHashMap<>();
        matched.forEach((stored, spec) -> {
            Map<String, String> fields = new LinkedHashMap<>(SpecFields.of(spec));
            long id = stored.row().id();
            handEdits.stream()
                    .filter(edit -> edit.id() == id)
                    .forEach(edit -> keep(fields, edit.field(), edit.table()));
            if (prefer == Prefer.TABLE) {
                conflicts.stream()
                        .filter(conflict -> conflict.id() == id)
                        .forEach(conflict -> keep(fields, conflict.field(), conflict.table()));
            }
            results.put(stored, SpecFields.toSpec(fields));
        });
        return results;
    }

    private static void keep(Map<String, String> fields, String field, @Nullable String value) {
        if (value == null) {
            fields.remove(field);
        } else {
            fields.put(field, value);
        }
    }

    /** The YAML's side of a matched row: its next base. */
    Map<Stored, ControllerSpec> matched() {
        return matched;
    }
}
