package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.core.graph.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Semantic models, metrics, saved queries and exposures: read, connected and shown, never run. */
class SemanticLayerTest {

    @TempDir
    Path folder;

    private TestProject shop;

    @BeforeEach
    void aShop() {
        shop = TestProject.named(folder, "shop")
                .file("models/marts/orders.sql", "select 1 as id, 2 as amount, current_date as day")
                .file("models/marts/orders.yml", """
                        semantic_models:
                          - name: orders
                            model: ref('orders')
                            defaults: {agg_time_dimension: day}
                            entities: [{name: order, type: primary, expr: id}]
                            dimensions:
                              - {name: day, type: time, type_params: {time_granularity: day}}
                            measures:
                              - {name: amount, agg: sum}
                              - {name: order_count, agg: sum, expr: 1, create_metric: true}
                        metrics:
                          - name: revenue
                            label: Revenue
                            type: simple
                            type_params: {measure: amount}
                            filter: "{{ Dimension('order__day') }} > '2024-01-01'"
                          - name: growth
                            label: Growth
                            type: derived
                            type_params:
                              expr: now - before
                              metrics:
                                - {name: revenue, alias: now}
                                - {name: revenue, alias: before, offset_window: 1 month}
                          - name: running
                            label: Running
                            type: cumulative
                            type_params: {measure: {name: amount, fill_nulls_with: 0}, window: 7 days}
                        saved_queries:
                          - name: weekly
                            query_params:
                              metrics: [growth]
                              group_by: ["TimeDimension('metric_time', 'week')"]
                              where: ["{{ Dimension('order__day') }} is not null"]
                            exports: [{name: weekly_table, config: {export_as: table, schema: out}}]
                        exposures:
                          - name: board
                            type: dashboard
                            owner: {name: me}
                            depends_on: [ref('orders'), metric('revenue')]
                        """);
    }

    private JsonNode manifest() throws Exception {
        return new ObjectMapper().readTree(shop.load().manifestJson(TestProject.NOW, NodeDetails.NONE));
    }

    @Test
    void eachReadsWhatItNames() throws Exception {
        JsonNode parents = manifest().path("parent_map");

        assertThat(parents.path("semantic_model.shop.orders")).hasToString("[\"model.shop.orders\"]");
        assertThat(parents.path("metric.shop.revenue")).hasToString("[\"semantic_model.shop.orders\"]");
        assertThat(parents.path("metric.shop.growth")).hasToString("[\"metric.shop.revenue\"]");
        assertThat(parents.path("saved_query.shop.weekly")).hasToString("[\"metric.shop.growth\"]");
        assertThat(parents.path("exposure.shop.board")).hasToString("[\"metric.shop.revenue\",\"model.shop.orders\"]");
        assertThat(manifest().path("child_map").path("model.shop.orders"))
                .hasToString("[\"exposure.shop.board\",\"semantic_model.shop.orders\"]");
    }

    @Test
    void aSemanticModelKnowsItsTable() throws Exception {
        JsonNode orders = manifest().path("semantic_models").path("semantic_model.shop.orders");

        assertThat(orders.path("node_relation").path("relation_name").asText()).isEqualTo("\"main\".\"orders\"");
        assertThat(orders.path("measures").get(1).path("expr").asText()).isEqualTo("1");
        assertThat(orders.path("fqn")).hasToString("[\"shop\",\"marts\",\"orders\"]");
        assertThat(orders.path("dimensions")
                        .get(0)
                        .path("type_params")
                        .path("time_granularity")
                        .asText())
                .isEqualTo("day");
    }

    @Test
    void shortWaysOfWritingAreWrittenOutAndFiltersStayAsTheyAre() throws Exception {
        JsonNode metrics = manifest().path("metrics");

        assertThat(metrics.path("metric.shop.revenue").path("filter"))
                .hasToString("{\"where_filters\":[{\"where_sql_template\":"
                        + "\"{{ Dimension('order__day') }} > '2024-01-01'\"}]}");
        assertThat(metrics.path("metric.shop.running").path("type_params").path("cumulative_type_params"))
                .hasToString("{\"window\":{\"count\":7,\"granularity\":\"day\"},\"grain_to_date\":null,"
                        + "\"period_agg\":\"first\"}");
        assertThat(metrics.path("metric.shop.growth")
                        .path("type_params")
                        .path("input_measures")
                        .get(0)
                        .path("name")
                        .asText())
                .isEqualTo("amount");
        assertThat(metrics.path("metric.shop.order_count").path("type").asText())
                .isEqualTo("simple");
    }

    @Test
    void aMetricThatIsNotThereIsAProblemAtItsPlace() {
        shop.file("models/marts/more.yml", """
                metrics:
                  - {name: m, label: M, type: ratio, type_params: {numerator: revenu, denominator: order_count}}
                saved_queries:
                  - {name: q, query_params: {metrics: [m]}}
                """);

        assertThat(shop.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what())
                    .isEqualTo("The metric 'm' reads the metric 'revenu', which is not there or is disabled");
            assertThat(problem.fix()).isEqualTo("Did you mean 'revenue'?");
            assertThat(problem.place()).hasToString("models/marts/more.yml:2:12");
        });
    }

    @Test
    void theyStandInTheGraphAndNothingRunsThem() {
        assertThat(shop.load().nodes().stream()
                        .filter(node -> !node.type().runnable())
                        .map(Node::uniqueId))
                .containsExactlyInAnyOrder(
                        "semantic_model.shop.orders",
                        "metric.shop.revenue",
                        "metric.shop.growth",
                        "metric.shop.running",
                        "metric.shop.order_count",
                        "saved_query.shop.weekly",
                        "exposure.shop.board");
    }

    @Test
    void graphShowsThemToTemplates() {
        shop.file(
                "models/seen.sql",
                "{% if execute %}select '{{ graph.metrics.keys() | sort | first }}' as metric,"
                        + " '{{ graph.exposures['exposure.shop.board'].depends_on.nodes | length }}' as n{% endif %}");

        assertThat(shop.compiled("model.shop.seen")).isEqualTo("select 'metric.shop.growth' as metric, '2' as n");
    }

    @Test
    void theSemanticManifestSaysWhatAnEngineOfTheSemanticLayerReads() throws Exception {
        shop.file("models/days.sql", "select current_date as day, 1 as fiscal").file("models/days.yml", """
                models:
                  - name: days
                    time_spine:
                      standard_granularity_column: day
                      custom_granularities: [{name: fiscal_year, column_name: fiscal}]
                    columns: [{name: day, granularity: day}]
                """);

        JsonNode manifest = new ObjectMapper().readTree(shop.load().semanticManifestJson());

        assertThat(fields(manifest))
                .containsExactly("semantic_models", "metrics", "project_configuration", "saved_queries");
        assertThat(manifest.path("semantic_models")).singleElement().satisfies(orders -> {
            assertThat(fields(orders)).doesNotContain("unique_id", "depends_on", "created_at");
            assertThat(orders.path("node_relation").path("relation_name").asText())
                    .isEqualTo("\"main\".\"orders\"");
            assertThat(orders.path("config")).hasToString("{\"meta\":{}}");
            assertThat(orders.path("entities"))
                    .hasToString("[{\"name\":\"order\",\"description\":null,\"type\":\"primary\",\"role\":null,"
                            + "\"expr\":\"id\",\"metadata\":null,\"label\":null,\"config\":null}]");
        });
        assertThat(manifest.path("metrics").findValuesAsText("label")).contains("Revenue", "Growth", "Running");
        assertThat(manifest.path("saved_queries").get(0).path("query_params").path("metrics"))
                .hasToString("[\"growth\"]");
        assertThat(manifest.path("project_configuration").path("time_spines"))
                .hasToString("[{\"node_relation\":{\"alias\":\"days\",\"schema_name\":\"main\",\"database\":\"ingot\","
                        + "\"relation_name\":\"\\\"main\\\".\\\"days\\\"\"},"
                        + "\"primary_column\":{\"name\":\"day\",\"time_granularity\":\"day\"},"
                        + "\"custom_granularities\":[{\"name\":\"fiscal_year\",\"column_name\":\"fiscal\"}]}]");
    }

    @Test
    void theTimeSpineOfOlderProjectsIsKnownByItsName() throws Exception {
        shop.file("models/metricflow_time_spine.sql", "select current_date as date_day");

        assertThat(new ObjectMapper()
                        .readTree(shop.load().semanticManifestJson())
                        .path("project_configuration")
                        .path("time_spine_table_configurations"))
                .hasToString("[{\"location\":\"\\\"main\\\".\\\"metricflow_time_spine\\\"\","
                        + "\"column_name\":\"date_day\",\"grain\":\"day\"}]");
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
