package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.NodeConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a model's configuration means for its table. Stateless. */
final class BuildModes {

    /** An option of incremental models, and a table that they can read while they are built. */
    static final String CHANGED_KEYS = "changed_keys";

    private BuildModes() {}

    static BuildMode replace(DbtNode node) {
        return new BuildMode.Replace(partitions(node), Designs.of(node));
    }

    /** BigQuery's form, a block of field and type, is not meant for this target. */
    private static List<String> partitions(DbtNode node) {
        return node.config().value("partition_by") instanceof Map<?, ?>
                ? List.of()
                : node.config().texts("partition_by");
    }

    /** dbt's strategies; without one, {@code delete+insert} where there is a key and {@code append} where there is none. */
    static BuildMode incremental(DbtNode node, String select, Session session, String targetType) {
        NodeConfig config = node.config();
        List<String> key = config.texts("unique_key");
        String strategy = config.text("incremental_strategy")
                .filter(text -> !text.equals("default"))
                .orElse(key.isEmpty() ? "append" : "delete+insert");
        List<String> predicates = config.texts("incremental_predicates").isEmpty()
                ? config.texts("predicates")
                : config.texts("incremental_predicates");
        return switch (strategy) {
            case "append" -> new BuildMode.Append();
            case "delete+insert" ->
                key.isEmpty() ? new BuildMode.Append() : new BuildMode.DeleteInsert(key, predicates);
            case "merge" -> key.isEmpty() ? new BuildMode.Append() : merge(config, key, predicates, select, session);
            case "insert_overwrite" -> overwrite(node, targetType);
            default -> throw unsupported(node, "incremental_strategy '" + strategy + "'");
        };
    }

    /**
     * With {@code changed_keys}, which are in a table of that name that the model can read, too: rows with these keys are
     * deleted, and the model's rows, which should be those of the same keys, added. So a key that has no rows any more
     * ends here as well.
     */
    static BuildMode changed(DbtNode node, String targetType) {
        List<String> key = node.config().texts("unique_key");
        if (targetType.equals("postgres")) {
            throw unsupported(node, CHANGED_KEYS);
        }
        if (key.isEmpty()) {
            throw wrong(node, "'changed_keys' needs a 'unique_key'", "Name the column, or columns, that it selects.");
        }
        String names = key.stream().map(RowsSql::quoted).collect(Collectors.joining(", "));
        return new BuildMode.DeleteWhere("(" + names + ") in (select (" + names + ") from " + CHANGED_KEYS + ")", key);
    }

    /** The partitions that the select has rows of are replaced; without partitions, the table. */
    private static BuildMode overwrite(DbtNode node, String targetType) {
        if (targetType.equals("postgres")) {
            throw unsupported(node, "incremental_strategy 'insert_overwrite'");
        }
        List<String> partitions = partitions(node);
        return partitions.isEmpty()
                ? replace(node)
                : new BuildMode.DeleteInsert(
                        partitions, List.of(), node.config().texts("unique_key"));
    }

    private static BuildMode merge(
            NodeConfig config, List<String> key, List<String> predicates, String select, Session session) {
        List<String> update = config.texts("merge_update_columns");
        List<String> exclude = config.texts("merge_exclude_columns");
        if (!update.isEmpty()) {
            return new BuildMode.Merge(key, update, predicates);
        }
        if (exclude.isEmpty()) {
            return new BuildMode.Merge(key, null, predicates);
        }
        Set<String> left =
                exclude.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        key.forEach(name -> left.add(name.toLowerCase(Locale.ROOT)));
        return new BuildMode.Merge(
                key,
                session.describe(select).names().stream()
                        .filter(name -> !left.contains(name.toLowerCase(Locale.ROOT)))
                        .toList(),
                predicates);
    }

    static SchemaPolicy policy(NodeConfig config) {
        return config.text("on_schema_change")
                .map(text -> SchemaPolicy.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(SchemaPolicy.IGNORE);
    }

    static BuildMode snapshot(DbtNode node) {
        NodeConfig config = node.config();
        List<String> key = config.texts("unique_key");
        if (key.isEmpty()) {
            throw wrong(node, "A snapshot needs a 'unique_key'", "Name the column, or columns, that identify a row.");
        }
        BuildMode.HistoryColumns columns = historyColumns(node);
        String openEnd = config.text("dbt_valid_to_current").orElse(null);
        String hardDeletes = config.text("hard_deletes")
                .orElse(config.flag("invalidate_hard_deletes", false) ? "invalidate" : "ignore");
        String strategy = config.text("strategy").orElse("");
        return switch (strategy) {
            case "timestamp" ->
                new BuildMode.Scd2(
                        key,
                        config.text("updated_at")
                                .orElseThrow(() -> wrong(
                                        node,
                                        "The strategy 'timestamp' needs 'updated_at'",
                                        "Name the column that says when a row last changed.")),
                        List.of(),
                        hardDeletes,
                        columns,
                        openEnd);
            case "check" -> {
                List<String> compared = config.texts("check_cols");
                if (compared.isEmpty()) {
                    throw wrong(
                            node,
                            "The strategy 'check' needs 'check_cols'",
                            "Name the columns to compare, or write 'all'.");
                }
                yield new BuildMode.Scd2(
                        key,
                        null,
                        compared.equals(List.of("all")) ? List.of() : compared,
                        hardDeletes,
                        columns,
                        openEnd);
            }
            default ->
                throw wrong(
                        node,
                        strategy.isEmpty()
                                ? "A snapshot needs a 'strategy'"
                                : "There is no strategy '" + strategy + "'",
                        "Use 'timestamp' or 'check'.");
        };
    }

    /** {@code snapshot_meta_column_names}. */
    private static BuildMode.HistoryColumns historyColumns(DbtNode node) {
        BuildMode.HistoryColumns dbt = BuildMode.HistoryColumns.DBT;
        Set<String> known = Set.of(dbt.id(), dbt.updatedAt(), dbt.validFrom(), dbt.validTo(), dbt.deleted());
        NodeConfig names = new NodeConfig(node.config().block("snapshot_meta_column_names"));
        names.values().keySet().stream()
                .filter(key -> !known.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw wrong(
                            node, "'" + key + "' is no column of a snapshot's own", Suggestion.didYouMean(key, known));
                });
        return new BuildMode.HistoryColumns(
                names.text(dbt.id()).orElse(dbt.id()),
                names.text(dbt.updatedAt()).orElse(dbt.updatedAt()),
                names.text(dbt.validFrom()).orElse(dbt.validFrom()),
                names.text(dbt.validTo()).orElse(dbt.validTo()),
                names.text(dbt.deleted()).orElse(dbt.deleted()));
    }

    private static RuntimeException wrong(DbtNode node, String what, String fix) {
        return Problem.of(ModelsError.BAD_CONFIG, what + " (" + node.type() + " '" + node.name() + "')")
                .at(node.definition().source().placeOf(List.of("config")))
                .fix(fix)
                .toException();
    }

    static RuntimeException unsupported(DbtNode node, String feature) {
        return Problem.of(
                        ModelsError.UNSUPPORTED,
                        feature + " of " + node.type() + " '" + node.name() + "' is not supported in this warehouse")
                .at(node.definition().source().placeOf(List.of(feature.split("[ ']")[0])))
                .fix("Leave it out, or build this model elsewhere.")
                .toException();
    }
}
