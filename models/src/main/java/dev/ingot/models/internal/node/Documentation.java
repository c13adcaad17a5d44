package dev.ingot.models.internal.node;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What property files say of a node. Immutable.
 *
 * @param constraints of the whole table
 * @param deprecated the moment from which a model should no longer be read
 * @param timeSpine {@code time_spine:} as it is written; empty where the model is none
 * @param patchPath the property file, {@code package://path}; null where no file speaks of the node
 */
public record Documentation(
        String description,
        Map<String, ColumnDoc> columns,
        @Nullable String patchPath,
        List<Constraint> constraints,
        @Nullable OffsetDateTime deprecated,
        Map<String, @Nullable Object> timeSpine) {

    public static final Documentation NONE = new Documentation("", Map.of(), null, List.of(), null, Map.of());

    public Documentation {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        constraints = List.copyOf(constraints);
    }

    /**
     * One column as documented.
     *
     * @param granularity of the times in it, where the model is a time spine
     */
    public record ColumnDoc(
            String name,
            String description,
            @Nullable String dataType,
            @Nullable String granularity,
            @Nullable Boolean quote,
            Map<String, @Nullable Object> meta,
            List<String> tags,
            List<Constraint> constraints) {}
}
