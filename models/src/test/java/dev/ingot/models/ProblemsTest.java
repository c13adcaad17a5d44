package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {

    @TempDir
    Path folder;

    private String only(TestProject project) {
        List<Problem> problems = project.problems();
        assertThat(problems).as(problems.toString()).hasSize(1);
        return problems.get(0).render();
    }

    @Test
    void aPrivateModelIsForItsOwnGroup() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/groups.yml", "groups: [{name: finance, owner: {email: f@example.org}}]")
                .file("models/secret.sql", "{{ config(group='finance', access='private') }} select 1 as id")
                .file("models/own.sql", "{{ config(group='finance') }} select * from {{ ref('secret') }}")
                .file("models/other.sql", "select * from {{ ref('secret') }}")
                .file("models/third.sql", "{{ config(group='finanze') }} select 1 as id");

        assertThat(project.problems())
                .extracting(Problem::what)
                .containsExactlyInAnyOrder(
                        "The group 'finanze' of model 'third' is not declared",
                        "'other' refers to 'secret', which is private to the group 'finance'");
    }

    @Test
    void packagesThatAreNotInstalledAreNamedBeforeWhatIsMissingBecauseOfIt() {
        TestProject project = TestProject.named(folder, "shop")
                .file("packages.yml", "packages: [{package: dbt-labs/dbt_utils, version: 1.3.0}]")
                .file("models/a.sql", "select 1 as id")
                .file("models/a.yml", "models: [{name: a, data_tests: [dbt_utils.at_least_one]}]");

        assertThat(project.problems()).hasSize(2);
        assertThat(project.problems().get(0).render())
                .contains("The package dbt-labs/dbt_utils is not installed.", "packages.yml:1", "ingot deps");
    }

    @Test
    void anUnknownRefNamesThePlaceAndTheNearestModel() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/customers.sql", "select 1 as x")
                .file("models/a.sql", "\n\nselect *\nfrom {{ ref('custmers') }}\n");

        assertThat(only(project)).isEqualTo("""
                        INGOT-MODEL-004: 'a' refers to 'custmers', but there is no model, seed or snapshot of that name
                          --> models/a.sql:4:9
                          4 | from {{ ref('custmers') }}
                            |         ^
                          fix: Did you mean 'customers'?
                        """);
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheirPlaces() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select * from {{ ref('nothing') }}")
                .file("models/b.sql", "select * from {{ source('no', 'where') }}")
                .file("models/c.sql", "{{ config(materialized='tabel') }} select 1 as x")
                .file("models/d.sql", "select {{ 1 + }}")
                .file("models/schema.yml", "models:\n  - name: c\n    tests:\n      - uniqe\n");

        assertThat(project.problems())
                .extracting(problem -> problem.code().id())
                .containsExactlyInAnyOrder(
                        "INGOT-MODEL-004", "INGOT-MODEL-005", "INGOT-MODEL-010", "INGOT-MODEL-008", "INGOT-MODEL-011");
    }

    @Test
    void ofAKeyThatLooksLikeASlipAndOfATestThatReadsNothingABareProjectIsWarned() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select 1 as id")
                .file("models/a.yml", """
                models:
                  - name: a
                    test: [unique]
                    owner: somebody
                    columns:
                      - name: id
                        data_tests:
                          - unique
                          - relationships: {arguments: {to: ref('gone'), field: id}}
                          - relationships: {arguments: {to: "source('no', 'such')", field: id}}
                """);

        ModelProject loaded = project.load();

        assertThat(loaded.warnings().stream().map(Problem::render))
                .satisfiesExactlyInAnyOrder(
                        key -> assertThat(key)
                                .contains("INGOT-MODEL-002", "'test'", "models/a.yml:3:5", "Did you mean 'tests'?"),
                        ref -> assertThat(ref).contains("'gone'", "models/a.yml:9:13", "The test is left out"),
                        source -> assertThat(source).contains("'no.such'", "models/a.yml:10:13"));
        assertThat(loaded.nodes().stream().map(node -> node.name())).containsExactlyInAnyOrder("a", "unique_a_id");
    }

    @Test
    void aReferenceToADisabledModelIsAProblem() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/off.sql", "{{ config(enabled=false) }} select 1 as x")
                .file("models/a.sql", "select * from {{ ref('off') }}");

        assertThat(only(project)).contains("INGOT-MODEL-006").contains("models/a.sql:1:18");
    }

    @Test
    void aCircleIsShown() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select * from {{ ref('b') }}")
                .file("models/b.sql", "select * from {{ ref('c') }}")
                .file("models/c.sql", "select * from {{ ref('a') }}");

        assertThat(only(project))
                .contains("INGOT-MODEL-007")
                .contains("a -> b -> c -> a")
                .contains("models/a.sql:1:");
    }

    @Test
    void twoModelsOfOneNameAreAProblem() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/x/a.sql", "select 1 as x")
                .file("models/y/a.sql", "select 1 as x");

        assertThat(only(project))
                .contains("INGOT-MODEL-003")
                .contains("models/x/a.sql")
                .contains("models/y/a.sql");
    }

    @Test
    void anErrorInsideAMacroShowsTheMacroAndWhoCalledIt() {
        TestProject project = TestProject.named(folder, "shop")
                .file("macros/m.sql", """
                        {% macro outer(x) %}
                          {{ inner(x) }}
                        {% endmacro %}

                        {% macro inner(x) %}
                          {{ x.nothing.at_all }}
                        {% endmacro %}
                        """)
                .file("models/a.sql", "select\n  {{ outer(1) }} as x\n");

        assertThat(only(project))
                .contains("INGOT-MODEL-008")
                .contains("--> macros/m.sql:6:")
                .contains("called as inner at macros/m.sql:2:")
                .contains("called as outer at models/a.sql:2:");
    }

    @Test
    void whatTheProjectRaisesIsToldWithItsOwnWords() {
        TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "{{ exceptions.raise_compiler_error('no models on Fridays') }}");

        assertThat(only(project))
                .startsWith("INGOT-MODEL-013: no models on Fridays")
                .contains("models/a.sql:1:");
    }

    @Test
    void aMissingVariableIsToldWithItsPlace() {
        TestProject project = TestProject.named(folder, "shop").file("models/a.sql", "select\n{{ var('start') }}");

        assertThat(only(project))
                .contains("INGOT-MODEL-018")
                .contains("'start'")
                .contains("models/a.sql:2:");
    }

    @Test
    void anUnknownKeyOfTheProjectFileIsAProblem() {
        TestProject project = new TestProject(folder).file("dbt_project.yml", "name: shop\nmodel-pahts: [m]\n");

        assertThat(only(project))
                .contains("INGOT-MODEL-002")
                .contains("dbt_project.yml:2:1")
                .contains("Did you mean 'model-paths'?");
    }

    @Test
    void anErrorInSqlPointsAtTheLineOfTheModelWithTheCompiledLineBeside() {
        try (TestProject project = TestProject.named(folder, "shop").file("models/a.sql", """
                        {{ config(materialized='table') }}
                        {% set names = ['x', 'y'] %}

                        select
                            {% for name in names %}
                            1 as {{ name }},
                            {% endfor %}
                            wrong_column as z
                        from (select 1 as right_column)
                        """)) {
            assertThatThrownBy(() -> project.buildAll())
                    .hasMessageContaining("INGOT-MODEL-009")
                    .hasMessageContaining("models/a.sql:8:5")
                    .hasMessageContaining("8 |     wrong_column as z")
                    .hasMessageContaining("target/compiled/shop/models/a.sql");
        }
    }

    @Test
    void anErrorInARenderedLinePointsAtItsTemplate() {
        try (TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "select 1 as x,\n  {{ 'wrong' }} + 1 as y\nfrom (select 1 as right_column)\n")) {
            assertThatThrownBy(() -> project.buildAll())
                    .hasMessageContaining("models/a.sql:2:")
                    .hasMessageContaining("wrong + 1 as y");
        }
    }

    @Test
    void aRefThatIsHiddenUntilTheModelRunsIsToldWithTheRemedy() {
        try (TestProject project = TestProject.named(folder, "shop")
                .file("models/b.sql", "select 1 as x")
                .file("models/a.sql", "{% if execute %}select * from {{ ref('b') }}{% endif %}")) {
            assertThatThrownBy(() -> project.compiled("model.shop.a"))
                    .hasMessageContaining("-- depends_on: {{ ref('b') }}")
                    .hasMessageContaining("models/a.sql:1:");
        }
    }

    @Test
    void aHookThatFailsIsToldWithItsSql() {
        try (TestProject project = TestProject.named(folder, "shop")
                .file("models/a.sql", "\n{{ config(pre_hook='selec 1') }} select 1 as x")) {
            assertThatThrownBy(() -> project.buildAll())
                    .hasMessageContaining("The pre_hook of model 'a' failed")
                    .hasMessageContaining("models/a.sql:2:11")
                    .hasMessageContaining("It ran: selec 1");
        }
    }

    @Test
    void aPythonModelIsReadButNotBuilt() {
        try (TestProject project =
                TestProject.named(folder, "shop").file("models/a.py", "def model(dbt, session): pass")) {
            assertThat(project.node("a").uniqueId()).isEqualTo("model.shop.a");
            assertThatThrownBy(() -> project.buildAll()).hasMessageContaining("INGOT-MODEL-016");
        }
    }

    @Test
    void aFailingStatementOfTheRunsStartIsToldByItsName() {
        try (TestProject project = TestProject.named(folder, "shop")
                .file(
                        "dbt_project.yml",
                        "name: shop\nversion: '1.0'\nprofile: any\non-run-start: ['{{ nothing() }}']\n")) {
            assertThatThrownBy(() -> project.executor().hook("operation.shop.shop-on-run-start-0", List.of()))
                    .hasMessageContaining("'nothing' is undefined")
                    .hasMessageContaining("on-run-start:1:4");
        }
    }

    @Test
    void aSeedWithALongRecordIsRefusedWithItsLine() {
        try (TestProject project = TestProject.named(folder, "shop").file("seeds/s.csv", "a,b\n1,2\n3,4,5\n")) {
            assertThatThrownBy(() -> project.buildAll())
                    .hasMessageContaining("INGOT-MODEL-014")
                    .hasMessageContaining("seeds/s.csv:3:1")
                    .hasMessageContaining("3 values, the header has 2");
        }
    }
}
