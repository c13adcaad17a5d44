package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.table.TableName;
import dev.ingot.config.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline: brings one table from a source into the warehouse. Immutable.
 *
 * @param sourceTable what the table is called in the source; {@code {table}} in the path
 * @param dataSource {@code {data_source}} in the path; empty where there is none
 * @param options the {@code from} block, bound; use {@link #sourceOptions()}
 * @param schedule a cron expression in UTC, null where the pipeline has none
 * @param retries how often it is tried again, null: as the project says
 * @param place where its name stands
 * @param toPlace where its table stands
 * @param written the pipeline's own keys as written, before interpolation and without defaults
 */
public record PipelineSpec(
        String name,
        String description,
        List<String> tags,
        boolean active,
        String connection,
        Map<String, Object> options,
        String sourceTable,
        String dataSource,
        TableName to,
        LoadMode load,
        List<String> key,
        List<OrderBy> orderBy,
        List<String> partitionBy,
        Contract contract,
        Threshold quarantine,
        boolean recordPosition,
        MissingRows missingRows,
        @Nullable String schedule,
        @Nullable Integer retries,
        Map<String, @Nullable Object> written,
        Place place,
        Place toPlace) {

    static final List<String> LOAD_TYPES = List.of("full", "append", "merge", "snapshot", "incremental");

    public PipelineSpec {
        tags = List.copyOf(tags);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        key = List.copyOf(key);
        orderBy = List.copyOf(orderBy);
        partitionBy = List.copyOf(partitionBy);
        written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    /** {@code incremental} is a merge where there is a key, else an append. Empty: not a load type. */
    public static Optional<LoadMode> loadMode(String text, boolean keyed) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "full" -> Optional.of(LoadMode.FULL);
            case "append" -> Optional.of(LoadMode.APPEND);
            case "merge" -> Optional.of(LoadMode.MERGE);
            case "snapshot" -> Optional.of(LoadMode.SNAPSHOT);
            case "incremental" -> Optional.of(keyed ? LoadMode.MERGE : LoadMode.APPEND);
            default -> Optional.empty();
        };
    }

    /** What the source is asked with: the options with {@code {table}} filled in and the data source beside them. */
    public Map<String, Object> sourceOptions() {
        Map<String, Object> filled = new LinkedHashMap<>(options);
        if (!dataSource.isEmpty()) {
            filled.put("data_source", dataSource);
        }
        if (filled.get("path") instanceof String path) {
            filled.put("path", path.replace("{table}", sourceTable));
        }
        return Collections.unmodifiableMap(filled);
    }

    /** The source's columns of which the contract looks at the text, or makes another type. */
    public Set<String> readAsText() {
        return contract.columns().stream()
                .filter(rule -> rule.type() != null
                        || rule.epoch() != null
                        || rule.format() != null
                        || rule.pattern() != null
                        || !rule.accepted().isEmpty())
                .map(ColumnRule::from)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The same pipeline with what a controller row says otherwise; null leaves a value as it is.
     *
     * @param loadType as in {@link #loadMode}
     * @throws dev.ingot.api.error.IngotException if the load type is not known, needs a key, or does not go with what the
     *     pipeline says of missing rows
     */
    public PipelineSpec withOverrides(
            @Nullable String newDataSource,
            @Nullable String loadType,
            @Nullable Boolean newActive,
            @Nullable String schemaName,
            @Nullable String destinationTable) {
        LoadMode newLoad = load;
        if (loadType != null) {
            newLoad = loadMode(loadType, !key.isEmpty())
                    .orElseThrow(() -> Problem.of(
                                    ProjectError.BAD_VALUE,
                                    "The load type of the pipeline '" + name + "' cannot be '" + loadType + "'.")
                            .at(place)
                            .fix(Suggestion.didYouMean(loadType, LOAD_TYPES))
                            .toException());
        }
        if (key.isEmpty() && needsKey(newLoad)) {
            throw keyNeeded(name, newLoad).at(place).toException();
        }
        Problem unfit = missingUnfit(missingRows, newLoad);
        if (unfit != null) {
            throw unfit.at(place).toException();
        }
        TableName newTo = TableName.of(
                schemaName == null ? to.schema() : schemaName, destinationTable == null ? to.name() : destinationTable);
        return new PipelineSpec(
                name,
                description,
                tags,
                newActive == null ? active : newActive,
                connection,
                options,
                sourceTable,
                newDataSource == null ? dataSource : newDataSource,
                newTo,
                newLoad,
                key,
                orderBy,
                partitionBy,
                contract,
                quarantine,
                recordPosition,
                missingRows,
                schedule,
                retries,
                written,
                place,
                toPlace);
    }

    /** The pipeline as a controller row. */
    public PipelineFields fields() {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(written);
        PipelineLayout.COLUMNS.forEach(rest::remove);
        Object from = rest.remove("from");
        if (from instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> options = new LinkedHashMap<>();
            map.forEach((option, value) -> options.put((String) option, value));
            options.remove("connection");
            options.remove("data_source");
            if (!options.isEmpty()) {
                rest.put("from", options);
            }
        }
        return new PipelineFields(
                name,
                sourceTable,
                to.name(),
                to.schema(),
                dataSource,
                load.name().toLowerCase(Locale.ROOT),
                active,
                description,
                connection,
                JsonText.write(rest));
    }

    static boolean needsKey(LoadMode mode) {
        return mode == LoadMode.MERGE || mode == LoadMode.SNAPSHOT;
    }

    /** Why a load type cannot do this with missing rows; null where it can. */
    static @Nullable Problem missingUnfit(MissingRows missing, LoadMode mode) {
        LoadMode needed = switch (missing) {
            case KEEP -> mode;
            case CLOSE -> LoadMode.SNAPSHOT;
            case DELETE -> LoadMode.MERGE;
        };
        return needed == mode
                ? null
                : Problem.of(
                                ProjectError.CONTRADICTION,
                                "'missing_rows: " + missing.name().toLowerCase(Locale.ROOT)
                                        + "' does not go with 'load: "
                                        + mode.name().toLowerCase(Locale.ROOT) + "'.")
                        .because(
                                switch (mode) {
                                    case FULL -> "A full load replaces the table, so what a file lacks is gone.";
                                    case APPEND -> "An append does not look for rows that are there.";
                                    case MERGE -> "A merge keeps no versions that could be closed.";
                                    case SNAPSHOT -> "A snapshot throws no version away.";
                                })
                        .fix(
                                switch (mode) {
                                    case FULL, APPEND -> "Remove 'missing_rows', or change 'load'.";
                                    case MERGE -> "Write 'missing_rows: delete', or 'load: snapshot'.";
                                    case SNAPSHOT -> "Write 'missing_rows: close', or 'load: merge'.";
                                });
    }

    static Problem keyNeeded(String name, LoadMode mode) {
        return Problem.of(
                        ProjectError.KEY_NEEDED,
                        "The pipeline '" + name + "' has load type "
                                + mode.name().toLowerCase(Locale.ROOT) + " but no key.")
                .fix("Name the columns that identify a row, for example 'key: id'.");
    }
}
