package dev.ingot.core.project;

import org.jspecify.annotations.Nullable;

/**
 * A pipeline as a flat row: what the controller table holds. References to variables are still as written.
 *
 * @param sourceTable what the table is called in the source; blank: as its destination
 * @param loadType full, append, merge, snapshot or incremental
 * @param connection null: the default, or the project's only source
 * @param optionsJson everything else of the pipeline: a JSON object with the same keys as in YAML
 */
public record PipelineFields(
        String name,
        String sourceTable,
        String destinationTable,
        String schemaName,
        String dataSource,
        String loadType,
        boolean active,
        String description,
        @Nullable String connection,
        String optionsJson) {}
