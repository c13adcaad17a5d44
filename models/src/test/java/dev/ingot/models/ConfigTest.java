package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

    @TempDir
    Path folder;

    @Test
    void theFileWinsOverThePropertyFileWhichWinsOverTheDeepestFolder() {
        TestProject project = new TestProject(folder)
                .file("dbt_project.yml", """
                        name: shop
                        models:
                          shop:
                            +materialized: view
                            +tags: [all]
                            +meta: {owner: base, area: sales}
                            marts:
                              +materialized: table
                              +tags: mart
                              +meta: {owner: marts}
                        """)
                .file("models/marts/by_folder.sql", "select 1 as x")
                .file("models/marts/by_yaml.sql", "select 1 as x")
                .file("models/marts/by_file.sql", "{{ config(materialized='ephemeral', tags='own') }} select 1 as x")
                .file("models/top.sql", "select 1 as x")
                .file("models/marts/schema.yml", """
                        models:
                          - name: by_yaml
                            config: {materialized: incremental}
                          - name: by_file
                            config: {materialized: incremental, tags: [yaml]}
                        """);

        assertThat(project.node("top").config()).containsEntry("materialized", "view");
        assertThat(project.node("by_folder").config())
                .containsEntry("materialized", "table")
                .containsEntry("meta", Map.of("owner", "marts", "area", "sales"));
        assertThat(project.node("by_yaml").config()).containsEntry("materialized", "incremental");
        assertThat(project.node("by_file").config()).containsEntry("materialized", "ephemeral");
        assertThat(project.node("by_file").tags()).containsExactlyInAnyOrder("all", "mart", "yaml", "own");
    }

    @Test
    void aDbtProjectPutsAConfiguredSchemaBehindTheTargets() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "{{ config(schema='gold', alias='fact') }} select 1 as x");

        assertThat(project.node("a").table()).isEqualTo(TableName.of("main_gold", "fact"));
    }

    @Test
    void anIngotProjectUsesAConfiguredSchemaAsItIs() {
        TestProject project =
                TestProject.named(folder, "shop").file("models/a.sql", "{{ config(schema='gold') }} select 1 as x");
        project.environment(project.environment().withIngotProject(true));

        assertThat(project.node("a").table()).isEqualTo(TableName.of("gold", "a"));
    }

    @Test
    void aMacroOfTheProjectDecidesTheSchema() {
        TestProject project = TestProject.named(folder, "shop")
                .file("macros/names.sql", """
                        {% macro generate_schema_name(custom_schema_name, node) -%}
                          {{ target.name }}_{{ custom_schema_name }}_{{ node.fqn[1] }}
                        {%- endmacro %}""")
                .file("models/marts/a.sql", "{{ config(schema='gold') }} select 1 as x");

        assertThat(project.node("a").table()).isEqualTo(TableName.of("dev_gold_marts", "a"));
    }

    @Test
    void variablesComeFromTheCommandLineThenTheProject() {
        TestProject project = new TestProject(folder)
                .file("dbt_project.yml", """
                        name: shop
                        vars:
                          limit: 5
                          shop: {kind: scoped}
                          kind: plain
                        models:
                          +tags: "{{ var('kind') }}"
                        """)
                .file(
                        "models/a.sql",
                        "select {{ var('limit') + 1 }} as n, '{{ var('kind') }}' as k, '{{ var('none', 'x') }}' as d");
        assertThat(project.compiled("model.shop.a")).isEqualTo("select 6 as n, 'scoped' as k, 'x' as d");
        assertThat(project.node("a").tags()).containsExactly("scoped");

        project.environment(project.environment().withVariables(Map.of("limit", 7L)));
        assertThat(project.compiled("model.shop.a")).startsWith("select 8 as n");
    }

    @Test
    void environmentVariablesAreReadInYamlAndInModels() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select '{{ env_var('COLOUR') }}' as c, '{{ env_var('SIZE', 'm') }}' as s")
                .file("models/schema.yml", """
                        models:
                          - name: a
                            config:
                              tags: ["{{ env_var('COLOUR') }}"]
                        """);
        project.environment(project.environment()
                .withEnvironment(name -> name.equals("COLOUR") ? Optional.of("red") : Optional.empty()));

        assertThat(project.compiled("model.shop.a")).isEqualTo("select 'red' as c, 'm' as s");
        assertThat(project.node("a").tags()).containsExactly("red");
    }

    @Test
    void aFolderOfModelsWithoutAProjectFileIsAProject() {
        TestProject project = new TestProject(folder).file("models/a.sql", "select 1 as x");

        assertThat(project.node("a").uniqueId()).isEqualTo("model.shop.a");
    }

    @Test
    void aDisabledModelAndItsTestsAreLeftOut() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "{{ config(enabled=false) }} select 1 as x")
                .file("models/schema.yml", """
                        models:
                          - name: a
                            columns:
                              - name: x
                                tests: [unique]
                        """);

        assertThat(project.load().nodes()).isEmpty();
    }

    @Test
    void aTestThatReadsADisabledModelIsOffAsWell() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/off.sql", "{{ config(enabled=false) }} select 1 as id")
                .file("models/a.sql", "select 1 as id")
                .file("models/schema.yml", """
                        models:
                          - name: a
                            columns:
                              - name: id
                                tests:
                                  - unique
                                  - relationships: {to: ref('off'), field: id}
                        """);

        assertThat(project.load().nodes()).extracting(Node::name).containsExactlyInAnyOrder("a", "unique_a_id");
    }

    @Test
    void anEntryForAModelThatIsNotThereIsAWarning() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/orders.sql", "select 1 as id")
                .file("models/schema.yml", "models:\n  - name: ordres\n");

        assertThat(project.load().warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.render())
                        .contains("models/schema.yml:2:11")
                        .contains("Did you mean 'orders'?"));
    }

    @Test
    void aChangedMacroChangesTheNodesThatCallIt() {
        TestProject project = TestProject.named(folder, "shop")
                .file("macros/m.sql", "{% macro one() %}1{% endmacro %}")
                .file("models/a.sql", "select {{ one() }} as x")
                .file("models/b.sql", "select 1 as x");
        String a = project.node("a").checksum();
        String b = project.node("b").checksum();
        project.file("macros/m.sql", "{% macro one() %}2{% endmacro %}");

        assertThat(project.node("a").checksum()).isNotEqualTo(a);
        assertThat(project.node("b").checksum()).isEqualTo(b);
    }

    @Test
    void aTableOfAPipelineIsASourceWithoutADeclaration() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select * from {{ source('bronze', 'orders') }}");
        project.environment(project.environment().withPipelineTables(Set.of(TableName.of("bronze", "orders"))));

        assertThat(project.node("a").dependsOn()).containsExactly("source.shop.bronze.orders");
        assertThat(project.node("orders").table()).isEqualTo(TableName.of("bronze", "orders"));
        assertThat(project.compiled("model.shop.a")).isEqualTo("select * from \"bronze\".\"orders\"");
    }

    @Test
    void aSourceMayHaveAnotherSchemaAndIdentifier() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select * from {{ source('crm', 'clients') }}")
                .file("models/sources.yml", """
                        sources:
                          - name: crm
                            schema: bronze
                            tables:
                              - name: clients
                                identifier: crm_clients
                        """);

        assertThat(project.compiled("model.shop.a")).isEqualTo("select * from \"bronze\".\"crm_clients\"");
    }

    @Test
    void modelsOfAnInstalledPackageAreConfiguredByTheProject() {
        TestProject project = new TestProject(folder)
                .file("dbt_project.yml", "name: shop\nmodels:\n  tools:\n    +schema: tools\n")
                .file(
                        "dbt_packages/tools/dbt_project.yml",
                        "name: tools\nmodels:\n  tools:\n    +materialized: table\n")
                .file("dbt_packages/tools/models/calendar.sql", "select {{ tools.one() }} as x")
                .file("dbt_packages/tools/macros/one.sql", "{% macro one() %}{{ base() }}{% endmacro %}")
                .file("dbt_packages/tools/macros/base.sql", "{% macro base() %}1{% endmacro %}")
                .file("models/a.sql", "select * from {{ ref('tools', 'calendar') }} where {{ tools.one() }} = 1");

        assertThat(project.node("calendar").table()).isEqualTo(TableName.of("main_tools", "calendar"));
        assertThat(project.node("calendar").config()).containsEntry("materialized", "table");
        assertThat(project.compiled("model.shop.a")).isEqualTo("select * from \"main_tools\".\"calendar\" where 1 = 1");
        assertThat(project.node("a").fqn()).isEqualTo(List.of("shop", "a"));
    }

    @Test
    void aDisabledModelMayAskForAVariableThatIsNotSet() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/off.sql", "{{ config(enabled=var('wanted', false)) }} select * from {{ var('input') }}");
        assertThat(project.load().nodes()).noneMatch(node -> node.name().equals("off"));

        project.file("models/off.sql", "{{ config(enabled=true) }} select * from {{ var('input') }}");
        assertThat(project.problems())
                .extracting(problem -> problem.what())
                .containsExactly("The variable 'input' has no value");
    }
}
