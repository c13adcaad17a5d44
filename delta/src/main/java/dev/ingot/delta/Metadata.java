package dev.ingot.delta;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Delta's {@code metaData} action, with the schema still as text so that nothing of it is lost when it is written again. */
record Metadata(
        String id,
        @Nullable String name,
        @Nullable String description,
        String provider,
        String schemaJson,
        List<String> partitionColumns,
        Map<String, String> configuration,
        @Nullable Long createdTime) {
    Metadata {
        partitionColumns = List.copyOf(partitionColumns);
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }
}
