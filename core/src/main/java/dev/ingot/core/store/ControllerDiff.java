package dev.ingot.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference between the YAML and the table {@code controller}.
 *
 * @param desired what the plan was made from
 * @param added pipelines that the table does not have
 * @param changed fields that take the YAML's new value
 * @param removed rows that left the YAML; they are switched off, not deleted
 * @param conflicts fields that both sides changed to different values
 * @param handEdits fields where the table's value stays in force against an unchanged YAML
 * @param adopted names of rows that were made or edited by hand and that the YAML now agrees with
 */
public record ControllerDiff(
        List<ControllerSpec> desired,
        List<ControllerSpec> added,
        List<FieldChange> changed,
        List<ControllerRow> removed,
        List<Conflict> conflicts,
        List<HandEdit> handEdits,
        List<String> adopted) {

    public ControllerDiff {
        desired = List.copyOf(desired);
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        conflicts = List.copyOf(conflicts);
        handEdits = List.copyOf(handEdits);
        adopted = List.copyOf(adopted);
    }

    /** Whether {@code apply} would leave the table as it is; hand edits in force are no change. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && conflicts.isEmpty() && adopted.isEmpty();
    }

    /**
     * @param name the pipeline's name in the table
     * @param field the column's name, or {@code options.<key>}
     * @param before null where there was none
     * @param after null where the YAML no longer has it
     */
    public record FieldChange(
            long id,
            String name,
            String field,
            @Nullable String before,
            @Nullable String after) {}

    /**
     * @param base what both sides started from; null where there was none
     */
    public record Conflict(
            long id,
            String name,
            String field,
            @Nullable String base,
            @Nullable String table,
            @Nullable String yaml) {}

    public record HandEdit(
            long id,
            String name,
            String field,
            @Nullable String yaml,
            @Nullable String table) {}
}
