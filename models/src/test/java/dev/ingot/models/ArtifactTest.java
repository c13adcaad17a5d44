package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void shop() {
        project = TestProject.named(folder, "shop")
                .file("models/a.sql", "{{ config(materialized='table', tags='x') }} select 1 as id")
                .file("models/b.sql", "select * from {{ ref('a') }} where {{ one() }} = 1")
                .file("models/off.sql", "{{ config(enabled=false) }} select 1 as id")
                .file("macros/one.sql", "{% macro one() %}1{% endmacro %}")
                .file("seeds/s.csv", "id\n1\n")
                .file("models/docs.md", "{% docs about_a %}The first.{% enddocs %}")
                .file("models/schema.yml", """
                        models:
                          - name: a
                            description: "{{ doc('about_a') }}"
                            columns:
                              - name: id
                                description: the key
                                tests: [unique]
                        sources:
                          - name: raw
                            tables: [{name: t}]
                        exposures:
                          - name: board
                            type: dashboard
                            owner: {name: me}
                            depends_on: [ref('b')]
                        """);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void theManifestHasTheKeysOfVersionTwelve() throws Exception {
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));

        assertThat(keys(manifest))
                .containsExactlyInAnyOrder(
                        "metadata",
                        "nodes",
                        "sources",
                        "macros",
                        "docs",
                        "exposures",
                        "metrics",
                        "groups",
                        "selectors",
                        "disabled",
                        "parent_map",
                        "child_map",
                        "group_map",
                        "saved_queries",
                        "semantic_models",
                        "unit_tests",
                        "functions");
        assertThat(manifest.at("/metadata/dbt_schema_version").asText())
                .isEqualTo("https://schemas.getdbt.com/dbt/manifest/v12.json");
        assertThat(keys(manifest.get("nodes")))
                .containsExactlyInAnyOrder(
                        "model.shop.a",
                        "model.shop.b",
                        "seed.shop.s",
                        keys(manifest.get("nodes")).stream()
                                .filter(id -> id.startsWith("test."))
                                .findFirst()
                                .orElseThrow());
        assertThat(keys(manifest.get("disabled"))).containsExactly("model.shop.off");
    }

    @Test
    void aModelOfTheManifestSaysWhatItIsAndWhatItReads() throws Exception {
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));
        JsonNode a = manifest.get("nodes").get("model.shop.a");
        JsonNode b = manifest.get("nodes").get("model.shop.b");

        assertThat(a.get("description").asText()).isEqualTo("The first.");
        assertThat(a.get("relation_name").asText()).isEqualTo("\"main\".\"a\"");
        assertThat(a.at("/config/materialized").asText()).isEqualTo("table");
        assertThat(a.at("/columns/id/description").asText()).isEqualTo("the key");
        assertThat(a.at("/checksum/name").asText()).isEqualTo("sha256");
        assertThat(b.at("/depends_on/nodes/0").asText()).isEqualTo("model.shop.a");
        assertThat(b.at("/depends_on/macros/0").asText()).isEqualTo("macro.shop.one");
        assertThat(b.at("/refs/0/name").asText()).isEqualTo("a");
        assertThat(manifest.at("/child_map/model.shop.b")).hasToString("[\"exposure.shop.board\"]");
        assertThat(manifest.at("/parent_map/model.shop.b/0").asText()).isEqualTo("model.shop.a");
        assertThat(manifest.at("/exposures/exposure.shop.board/depends_on/nodes/0")
                        .asText())
                .isEqualTo("model.shop.b");
    }

    @Test
    void statementsOfARunAreOperationsAndTheDocumentationHasAFirstPage() throws Exception {
        project.file("dbt_project.yml", """
                name: shop
                version: '1.0'
                profile: any
                on-run-start: select 1
                on-run-end: [select 2, "select {{ one() }}"]
                """);
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));
        JsonNode last = manifest.path("nodes").path("operation.shop.shop-on-run-end-1");

        assertThat(keys(manifest.get("child_map")))
                .contains("operation.shop.shop-on-run-start-0", "operation.shop.shop-on-run-end-0");
        assertThat(last.path("resource_type").asText()).isEqualTo("operation");
        assertThat(last.path("tags")).hasToString("[\"on-run-end\"]");
        assertThat(last.path("raw_code").asText()).isEqualTo("select {{ one() }}");
        assertThat(last.at("/depends_on/macros")).hasToString("[\"macro.shop.one\"]");
        assertThat(last.path("index").asInt()).isEqualTo(2);
        assertThat(last.get("relation_name").isNull()).isTrue();
        assertThat(keys(manifest.get("docs"))).contains("doc.dbt.__overview__", "doc.shop.about_a");
    }

    @Test
    void relationsHaveTheirDatabaseWhereTheWarehouseHasSeveral() throws Exception {
        Environment plain = project.environment();
        project.environment(
                        plain.withTarget(new Environment.Target("dev", "any", "postgres", "Ops\"1", true, "main", 1)))
                .file("models/more.yml", """
                        sources:
                          - name: far
                            database: other
                            tables: [{name: t}]
                        """);
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));

        assertThat(manifest.at("/nodes/model.shop.a/relation_name").asText()).isEqualTo("\"Ops\"\"1\".\"main\".\"a\"");
        assertThat(manifest.at("/sources/source.shop.far.t/relation_name").asText())
                .isEqualTo("\"other\".\"far\".\"t\"");
        assertThat(manifest.at("/sources/source.shop.raw.t/database").asText()).isEqualTo("Ops\"1");
    }

    @Test
    void everyNodeHasTheFieldsThatReadersAskFor() throws Exception {
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));

        for (JsonNode node : manifest.get("nodes")) {
            assertThat(keys(node))
                    .as(node.get("unique_id").asText())
                    .contains(
                            "database",
                            "schema",
                            "name",
                            "resource_type",
                            "package_name",
                            "path",
                            "original_file_path",
                            "unique_id",
                            "fqn",
                            "alias",
                            "checksum",
                            "config",
                            "tags",
                            "description",
                            "columns",
                            "meta",
                            "raw_code",
                            "depends_on",
                            "relation_name",
                            "unrendered_config",
                            "created_at");
        }
    }

    @Test
    void theResultsOfARunHaveTheKeysOfVersionSix() throws Exception {
        ModelProject loaded = project.load();
        ModelExecutor executor =
                loaded.executor(project.warehouse(), new RunContext("run-1", false, folder.resolve("target")));
        executor.build("model.shop.a", dev.ingot.api.run.StepControl.NONE).close();
        StepResult step = new StepResult(
                "model.shop.a",
                "success",
                TestProject.NOW,
                TestProject.NOW.plusMillis(1500),
                "Thread-1",
                "OK",
                null,
                1);
        JsonNode results = json(
                loaded.runResultsJson(List.of(step), executor, TestProject.NOW, Duration.ofSeconds(2), "ingot build"));

        assertThat(keys(results)).containsExactlyInAnyOrder("metadata", "results", "elapsed_time", "args");
        assertThat(results.at("/metadata/dbt_schema_version").asText())
                .isEqualTo("https://schemas.getdbt.com/dbt/run-results/v6.json");
        JsonNode result = results.at("/results/0");
        assertThat(keys(result))
                .containsExactlyInAnyOrder(
                        "status",
                        "timing",
                        "thread_id",
                        "execution_time",
                        "adapter_response",
                        "message",
                        "failures",
                        "unique_id",
                        "compiled",
                        "compiled_code",
                        "relation_name",
                        "batch_results");
        assertThat(result.get("execution_time").asDouble()).isEqualTo(1.5);
        assertThat(result.get("compiled_code").asText()).isEqualTo("select 1 as id");
    }

    @Test
    void macrosSayWhichMacrosTheyCall() throws Exception {
        project.file(
                "macros/more.sql",
                "{% macro two() %}{{ one() }} {{ adapter.dispatch('three')() }}"
                        + " {{ dbt.type_string() }} {# one() #}{% endmacro %}{% macro default__three() %}3{% endmacro %}");
        JsonNode macros = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE))
                .path("macros");

        assertThat(macros.path("macro.shop.two").path("depends_on").path("macros"))
                .hasToString("[\"macro.dbt.type_string\",\"macro.shop.default__three\",\"macro.shop.one\"]");
    }

    @Test
    void docsOfAPackageAreItsOwn() throws Exception {
        project.file("dbt_packages/tool/dbt_project.yml", "name: tool\nversion: '1.0'\n")
                .file("dbt_packages/tool/models/d.md", "{% docs about_a %}The tool's.{% enddocs %}")
                .file("dbt_packages/tool/models/t.sql", "select 1 as id")
                .file("dbt_packages/tool/models/t.yml", "models: [{name: t, description: \"{{ doc('about_a') }}\"}]")
                .file("models/of_tool.sql", "select 1 as id")
                .file("models/more.yml", "models: [{name: of_tool, description: \"{{ doc('tool', 'about_a') }}\"}]");
        JsonNode manifest = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE));

        assertThat(manifest.path("nodes")
                        .path("model.tool.t")
                        .path("description")
                        .asText())
                .isEqualTo("The tool's.");
        assertThat(manifest.path("nodes")
                        .path("model.shop.a")
                        .path("description")
                        .asText())
                .isEqualTo("The first.");
        assertThat(manifest.path("nodes")
                        .path("model.shop.of_tool")
                        .path("description")
                        .asText())
                .isEqualTo("The tool's.");
        assertThat(keys(manifest.path("docs")))
                .containsExactly("doc.dbt.__overview__", "doc.shop.about_a", "doc.tool.about_a");
    }

    @Test
    void anAnalysisIsCompiledAndNeverBuilt() throws Exception {
        project.file("analyses/deep/look.sql", "select * from {{ ref('b') }}")
                .file("analyses/look.yml", "analyses: [{name: look, description: to look at}]");
        JsonNode look = json(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE))
                .path("nodes")
                .path("analysis.shop.look");

        assertThat(look.path("fqn")).hasToString("[\"shop\",\"analysis\",\"deep\",\"look\"]");
        assertThat(look.path("description").asText()).isEqualTo("to look at");
        assertThat(project.compiled("analysis.shop.look")).isEqualTo("select * from \"main\".\"b\"");
        assertThat(project.node("look").type().runnable()).isFalse();
    }

    @Test
    void aModelThatIsDeprecatedIsWarnedOf() throws Exception {
        project.file("models/old.sql", "select 1 as id")
                .file("models/old.yml", "models: [{name: old, deprecation_date: 2026-01-31}]");
        ModelProject loaded = project.load();

        assertThat(json(loaded.manifestJson(TestProject.NOW, NodeDetails.NONE))
                        .path("nodes")
                        .path("model.shop.old")
                        .path("deprecation_date")
                        .asText())
                .isEqualTo("2026-01-31T00:00Z");
        assertThat(loaded.warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.what()).isEqualTo("The model 'old' is deprecated since 2026-01-31"));
    }

    @Test
    void theBatchesOfAMicrobatchModelAreToldWithItsResult() throws Exception {
        project.file(
                "models/daily.sql",
                "{{ config(materialized='incremental', incremental_strategy='microbatch',"
                        + " event_time='at', batch_size='day', begin='2026-11-19') }} select timestamp '2026-11-19 05:00' as at");
        ModelProject loaded = project.load();
        ModelExecutor executor =
                loaded.executor(project.warehouse(), new RunContext("run-1", false, folder.resolve("target")));
        executor.build("model.shop.daily", dev.ingot.api.run.StepControl.NONE).close();
        StepResult done =
                new StepResult("model.shop.daily", "success", TestProject.NOW, TestProject.NOW, "main", "OK", null, 1);

        JsonNode result = json(loaded.runResultsJson(List.of(done), executor, TestProject.NOW, Duration.ZERO, ""))
                .at("/results/0/batch_results");

        assertThat(result.path("successful"))
                .hasToString("[[\"2026-11-19T00:00:00Z\",\"2026-11-20T00:00:00Z\"],"
                        + "[\"2026-11-20T00:00:00Z\",\"2026-11-21T00:00:00Z\"]]");
        assertThat(result.path("failed")).isEmpty();
    }
}
