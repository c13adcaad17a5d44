package dev.ingot.models.internal.project;

import dev.ingot.models.Environment;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of semantic models, metrics and saved queries as the manifest shows them: every key is there, short ways of
 * writing are written out. After dbt's manifest schema, version 12. Stateless.
 */
public final class SemanticShapes {

    private static final Pattern WINDOW = Pattern.compile("\\s*(\\d+)\\s+(\\w+?)s?\\s*");

    private SemanticShapes() {}

    static Map<String, @Nullable Object> semanticModel(Map<String, @Nullable Object> block) {
        Map<String, @Nullable Object> shown = keys(block, "model", "description", "label", "primary_entity");
        shown.put("defaults", block.get("defaults") instanceof Map<?, ?> map ? keys(map, "agg_time_dimension") : null);
        shown.put("entities", each(block, "entities", SemanticShapes::entity));
        shown.put("measures", each(block, "measures", SemanticShapes::measure));
        shown.put("dimensions", each(block, "dimensions", SemanticShapes::dimension));
        shown.put("metadata", null);
        return shown;
    }

    private static Map<String, @Nullable Object> entity(Map<?, ?> block) {
        return keys(block, "name", "type", "description", "label", "role", "expr");
    }

    private static Map<String, @Nullable Object> dimension(Map<?, ?> block) {
        Map<String, @Nullable Object> shown = keys(block, "name", "type", "description", "label", "expr");
        shown.put("is_partition", Boolean.TRUE.equals(block.get("is_partition")));
        shown.put(
                "type_params",
                block.get("type_params") instanceof Map<?, ?> params
                        ? keys(params, "time_granularity", "validity_params")
                        : null);
        shown.put("metadata", null);
        return shown;
    }

    private static Map<String, @Nullable Object> measure(Map<?, ?> block) {
        Map<String, @Nullable Object> shown =
                keys(block, "name", "agg", "description", "label", "agg_params", "non_additive_dimension");
        shown.put("create_metric", Boolean.TRUE.equals(block.get("create_metric")));
        shown.put("expr", text(block.get("expr")));
        shown.put("agg_time_dimension", block.get("agg_time_dimension"));
        return shown;
    }

    /** Without its input measures, which only the other metrics tell. */
    static Map<String, @Nullable Object> metric(Map<String, @Nullable Object> block) {
        Map<String, @Nullable Object> shown = keys(block, "description", "label", "type", "time_granularity");
        shown.putIfAbsent("description", "");
        shown.put("type_params", typeParams(block));
        shown.put("filter", filter(block.get("filter")));
        shown.put("metadata", null);
        return shown;
    }

    private static Map<String, @Nullable Object> typeParams(Map<String, @Nullable Object> metric) {
        Map<?, ?> block = metric.get("type_params") instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("measure", input(block.get("measure")));
        shown.put("input_measures", List.of());
        shown.put("numerator", metricInput(block.get("numerator")));
        shown.put("denominator", metricInput(block.get("denominator")));
        shown.put("expr", text(block.get("expr")));
        shown.put("window", window(block.get("window")));
        shown.put("grain_to_date", block.get("grain_to_date"));
        shown.put("metrics", inputs(block.get("metrics")));
        shown.put("conversion_type_params", conversion(block.get("conversion_type_params")));
        shown.put(
                "cumulative_type_params",
                "cumulative".equals(metric.get("type"))
                        ? cumulative(block, block.get("cumulative_type_params"))
                        : null);
        return shown;
    }

    private static List<Object> inputs(@Nullable Object list) {
        List<Object> shown = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> {
                Map<String, @Nullable Object> input = metricInput(item);
                if (input != null) {
                    shown.add(input);
                }
            });
        }
        return shown;
    }

    private static @Nullable Map<String, @Nullable Object> input(@Nullable Object measure) {
        return input(measure, (block, shown) -> {
            shown.put("join_to_timespine", Boolean.TRUE.equals(block.get("join_to_timespine")));
            shown.put("fill_nulls_with", block.get("fill_nulls_with"));
        });
    }

    private static @Nullable Map<String, @Nullable Object> metricInput(@Nullable Object metric) {
        return input(metric, (block, shown) -> {
            shown.put("offset_window", window(block.get("offset_window")));
            shown.put("offset_to_grain", block.get("offset_to_grain"));
        });
    }

    /** A measure or metric that a metric reads: a name, or a block. */
    private static @Nullable Map<String, @Nullable Object> input(
            @Nullable Object value, BiConsumer<Map<?, ?>, Map<String, @Nullable Object>> more) {
        if (value == null) {
            return null;
        }
        Map<?, ?> block = value instanceof Map<?, ?> map ? map : Map.of("name", value);
        Map<String, @Nullable Object> shown = keys(block, "name");
        shown.put("filter", filter(block.get("filter")));
        shown.put("alias", block.get("alias"));
        more.accept(block, shown);
        return shown;
    }

    private static @Nullable Map<String, @Nullable Object> conversion(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> block)) {
            return null;
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("base_measure", input(block.get("base_measure")));
        shown.put("conversion_measure", input(block.get("conversion_measure")));
        shown.put("entity", block.get("entity"));
        shown.put("calculation", block.get("calculation") == null ? "conversion_rate" : block.get("calculation"));
        shown.put("window", window(block.get("window")));
        shown.put("constant_properties", block.get("constant_properties"));
        return shown;
    }

    /** Window and grain may stand in the block, or beside it as in older projects. */
    private static Map<String, @Nullable Object> cumulative(Map<?, ?> beside, @Nullable Object value) {
        Map<?, ?> block = value instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("window", window(block.get("window") == null ? beside.get("window") : block.get("window")));
        shown.put(
                "grain_to_date",
                block.get("grain_to_date") == null ? beside.get("grain_to_date") : block.get("grain_to_date"));
        shown.put("period_agg", block.get("period_agg") == null ? "first" : block.get("period_agg"));
        return shown;
    }

    static Map<String, @Nullable Object> savedQuery(Map<String, @Nullable Object> block) {
        Map<String, @Nullable Object> shown = keys(block, "description", "label");
        Map<?, ?> params = block.get("query_params") instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> query = new LinkedHashMap<>();
        query.put("metrics", list(params.get("metrics")));
        query.put("group_by", list(params.get("group_by")));
        query.put("where", filter(params.get("where")));
        query.put("order_by", list(params.get("order_by")));
        query.put("limit", params.get("limit"));
        shown.put("query_params", query);
        shown.put("exports", each(block, "exports", SemanticShapes::export));
        shown.put("metadata", null);
        return shown;
    }

    private static Map<String, @Nullable Object> export(Map<?, ?> block) {
        Map<?, ?> config = block.get("config") instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        written.put("export_as", config.get("export_as") == null ? "table" : config.get("export_as"));
        written.put("schema_name", config.get("schema"));
        written.put("alias", config.get("alias"));
        written.put("database", config.get("database"));
        Map<String, @Nullable Object> shown = keys(block, "name");
        shown.put("config", written);
        shown.put("unrendered_config", config);
        return shown;
    }

    /** Where a node stands. */
    static Map<String, @Nullable Object> relation(DbtNode node, Environment environment) {
        return ordered(
                "alias", node.relation().name(),
                "schema_name", node.relation().schema(),
                "database", environment.target().database(),
                "relation_name", environment.target().quoted(node.relation()));
    }

    /** A model that has a row for each moment of a granularity. */
    public static Map<String, @Nullable Object> timeSpine(DbtNode node, Environment environment) {
        Map<String, @Nullable Object> block = node.documentation().timeSpine();
        String column = String.valueOf(block.get("standard_granularity_column"));
        ColumnDoc said = node.documentation().columns().get(column);
        return ordered(
                "node_relation",
                relation(node, environment),
                "primary_column",
                ordered("name", column, "time_granularity", said == null ? null : said.granularity()),
                "custom_granularities",
                each(block, "custom_granularities", SemanticShapes::customGranularity));
    }

    private static Map<String, @Nullable Object> customGranularity(Map<?, ?> block) {
        Object column = block.get("column_name");
        return ordered("name", block.get("name"), "column_name", column == null ? block.get("name") : column);
    }

    private static @Nullable Map<String, Object> filter(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        List<Object> filters = new ArrayList<>();
        (value instanceof List<?> items ? items : List.of(value))
                .forEach(item -> filters.add(Map.of("where_sql_template", String.valueOf(item))));
        return Map.of("where_filters", filters);
    }

    /** {@code 7 days}. */
    private static @Nullable Map<String, @Nullable Object> window(@Nullable Object value) {
        Matcher matcher = WINDOW.matcher(value == null ? "" : value.toString());
        return matcher.matches()
                ? ordered("count", Long.valueOf(matcher.group(1)), "granularity", matcher.group(2))
                : null;
    }

    /** Keys and values in turn; the order stays, so that what is made of it is the same each time. */
    public static Map<String, @Nullable Object> ordered(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> items ? items : value == null ? List.of() : List.of(value);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : PythonText.str(value);
    }

    private interface Shape {
        Map<String, @Nullable Object> of(Map<?, ?> block);
    }

    private static List<Object> each(Map<String, @Nullable Object> block, String key, Shape shape) {
        List<Object> shown = new ArrayList<>();
        if (block.get(key) instanceof List<?> items) {
            items.forEach(item -> {
                if (item instanceof Map<?, ?> map) {
                    shown.add(shape.of(map));
                }
            });
        }
        return shown;
    }

    private static Map<String, @Nullable Object> keys(Map<?, ?> block, String... names) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (String name : names) {
            shown.put(name, block.get(name));
        }
        return shown;
    }
}
