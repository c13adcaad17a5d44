package dev.ingot.core.store;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a controller row that people set, in YAML, with SQL or on the page.
 *
 * @param name unique; the pipeline's name
 * @param sourceTable what the table is called in the source
 * @param dataSource where in the source it is: for files the folder or pattern below the connection's root
 * @param loadType {@code full}, {@code incremental}, {@code append}, {@code merge} or {@code snapshot}
 * @param description may be empty
 * @param connection name of the connection to read from; null: the project's only one
 * @param optionsJson everything else of the pipeline, a JSON object; compared key by key
 */
public record ControllerSpec(
        String name,
        String sourceTable,
        String destinationTable,
        String schemaName,
        String dataSource,
        String loadType,
        boolean active,
        String description,
        @Nullable String connection,
        String optionsJson) {

    /** The schema of rows that name none. */
    public static final String DEFAULT_SCHEMA = "bronze";

    public ControllerSpec withName(String newName) {
        return new ControllerSpec(
                newName,
                sourceTable,
                destinationTable,
                schemaName,
                dataSource,
                loadType,
                active,
                description,
                connection,
                optionsJson);
    }

    public ControllerSpec withDataSource(String newDataSource) {
        return new ControllerSpec(
                name,
                sourceTable,
                destinationTable,
                schemaName,
                newDataSource,
                loadType,
                active,
                description,
                connection,
                optionsJson);
    }

    public ControllerSpec withActive(boolean newActive) {
        return new ControllerSpec(
                name,
                sourceTable,
                destinationTable,
                schemaName,
                dataSource,
                loadType,
                newActive,
                description,
                connection,
                optionsJson);
    }
}
