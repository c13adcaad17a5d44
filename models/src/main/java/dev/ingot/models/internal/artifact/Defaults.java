package dev.ingot.models.internal.artifact;

import dev.ingot.models.internal.node.DbtNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What dbt writes into {@code config} for keys that a project does not set. Stateless. */
final class Defaults {

    private Defaults() {}

    static Map<String, @Nullable Object> of(DbtNode node) {
        return node.test() == null ? ofRelation(node.materialized()) : ofTest();
    }

    static Map<String, @Nullable Object> ofRelation(String materialized) {
        Map<String, @Nullable Object> config = common();
        config.put("materialized", materialized);
        config.put("incremental_strategy", null);
        config.put("batch_size", null);
        config.put("lookback", 1);
        config.put("begin", null);
        config.put("persist_docs", Map.of());
        config.put("post-hook", List.of());
        config.put("pre-hook", List.of());
        config.put("quoting", Map.of());
        config.put("column_types", Map.of());
        config.put("full_refresh", null);
        config.put("unique_key", null);
        config.put("on_schema_change", "ignore");
        config.put("on_configuration_change", "apply");
        config.put("grants", Map.of());
        config.put("packages", List.of());
        config.put("docs", Map.of("show", true));
        config.put("contract", Map.of("enforced", false, "alias_types", true));
        config.put("event_time", null);
        config.put("concurrent_batches", null);
        return config;
    }

    private static Map<String, @Nullable Object> ofTest() {
        Map<String, @Nullable Object> config = common();
        config.put("schema", "dbt_test__audit");
        config.put("materialized", "test");
        config.put("severity", "ERROR");
        config.put("store_failures", null);
        config.put("store_failures_as", null);
        config.put("where", null);
        config.put("limit", null);
        config.put("fail_calc", "count(*)");
        config.put("warn_if", "!= 0");
        config.put("error_if", "!= 0");
        return config;
    }

    private static Map<String, @Nullable Object> common() {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        config.put("alias", null);
        config.put("schema", null);
        config.put("database", null);
        config.put("tags", List.of());
        config.put("meta", Map.of());
        config.put("group", null);
        return config;
    }
}
