package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.Outcome;
import dev.ingot.models.TestResult.Status;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTestTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void model() {
        project = TestProject.named(folder, "shop").file("models/a.sql", """
                        {{ config(materialized='table') }}
                        select * from (values (1, 'x'), (1, 'y'), (null, 'it''s')) t(id, kind)""");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private TestResult run(String test) {
        project.file(
                "models/schema.yml",
                "models:\n  - name: a\n    columns:\n      - name: id\n        tests:\n" + test.indent(10));
        Map<String, TestResult> results = project.buildAll();
        assertThat(results).hasSize(1);
        return results.values().iterator().next();
    }

    @Test
    void failingTestsCountTheirFailures() {
        TestResult result = run("- unique");

        assertThat(result.status()).isEqualTo(Status.FAIL);
        assertThat(result.failures()).isEqualTo(1);
        assertThat(result.message()).isEqualTo("Got 1 result, configured to fail if != 0");
        assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(result.problem().render())
                .contains("INGOT-MODEL-015")
                .contains("models/schema.yml:6:")
                .contains("Got 1 result, configured to fail if != 0\n  - unique_field = 1, n_records = 2\n")
                .contains("target/compiled/shop/models/schema.yml/unique_a_id.sql");
    }

    @Test
    void theMessageShowsTheFirstThreeRowsOfMany() {
        project.file("tests/all_rows.sql", "select range as id, repeat('long ', 30) as note from range(9)");

        assertThat(project.buildAll().get("all_rows").problem().render())
                .contains("\n  - id = 0, note = " + "long ".repeat(12) + "…\n  - id = 1, ")
                .containsPattern("id = 2, .*\n  - \\.\\.\\.\n")
                .doesNotContain("id = 3");
    }

    @Test
    void severityWarnNeverFails() {
        TestResult result = run("- not_null:\n    config: {severity: warn}");

        assertThat(result.status()).isEqualTo(Status.WARN);
        assertThat(result.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aWhereClauseNarrowsWhatIsTested() {
        assertThat(run("- not_null:\n    where: id is not null").status()).isEqualTo(Status.PASS);
    }

    @Test
    void thresholdsDecideBetweenWarningAndFailing() {
        assertThat(run("- unique:\n    config: {error_if: '>10', warn_if: '>0'}")
                        .status())
                .isEqualTo(Status.WARN);
        assertThat(run("- unique:\n    config: {error_if: '>10', warn_if: '>5'}")
                        .status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void anotherCalculationOfFailuresIsUsed() {
        assertThat(run("- unique:\n    config: {fail_calc: sum(n_records)}").failures())
                .isEqualTo(2);
    }

    @Test
    void aLimitCapsTheFailures() {
        project.file("tests/all_rows.sql", "{{ config(limit=2) }} select * from {{ ref('a') }}");

        assertThat(project.buildAll().get("all_rows").failures()).isEqualTo(2);
    }

    @Test
    void storedFailuresAreKeptInATable() {
        TestResult result = run("- unique:\n    config: {store_failures: true}");

        assertThat(result.failures()).isEqualTo(1);
        assertThat(project.rows("select * from main_dbt_test__audit.unique_a_id"))
                .containsExactly("1|2");
        assertThat(result.problem().fix()).contains("main_dbt_test__audit.unique_a_id");
    }

    @Test
    void acceptedValuesEscapeQuotes() {
        project.file("models/schema.yml", """
                models:
                  - name: a
                    columns:
                      - name: kind
                        tests:
                          - accepted_values: {values: [x, y, "it's"]}
                """);

        assertThat(project.buildAll().values())
                .allSatisfy(result ->
                        assertThat(result.status()).as(result.message()).isEqualTo(Status.PASS));
    }

    @Test
    void aTestOfTheProjectTakesItsArguments() {
        project.file("tests/generic/at_least.sql", """
                {% test at_least(model, column_name, least=0) %}
                select * from {{ model }} where {{ column_name }} < {{ least }}
                {% endtest %}
                """);

        TestResult result = run("- at_least:\n    arguments: {least: 2}");

        assertThat(result.failures()).isEqualTo(2);
        assertThat(result.node()).startsWith("test.shop.at_least_a_id__2.");
    }

    @Test
    void aTestThatCannotRunIsAnErrorAndNotAFailure() {
        TestResult result = run("- not_null:\n    where: no_such_column = 1");

        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.problem().render())
                .contains("INGOT-MODEL-009")
                .contains("no_such_column")
                .contains("models/schema.yml:6:");
    }

    @Test
    void aProjectMayJudgeItsTestsInItsOwnWay() {
        project.file("macros/judge.sql", """
                {% materialization test, default %}
                {% call statement('main', fetch_result=True) %}
                {{ get_test_sql(sql, config.get('fail_calc') ~ ' * 10', config.get('warn_if'), config.get('error_if'), none) }}
                {% endcall %}
                {{ return({'relations': []}) }}
                {% endmaterialization %}""");

        TestResult result = run("- unique: {config: {error_if: '> 10'}}");

        assertThat(result.status()).isEqualTo(Status.WARN);
        assertThat(result.failures()).isEqualTo(10);
        assertThat(result.problem().why())
                .startsWith("Got 10 results, configured to warn if != 0")
                .contains("unique_field = 1");
        assertThat(folder.resolve("target/run/shop/models/schema.yml/unique_a_id.sql"))
                .content()
                .contains("count(*) * 10 as failures");
    }

    @Test
    void aWayOfJudgingThatGivesNoVerdictIsAProblemOfItsBlock() {
        project.file(
                "macros/judge.sql",
                "{% materialization test, default %}{{ return({'relations': []}) }}{% endmaterialization %}");

        TestResult result = run("- unique");

        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.problem().render())
                .contains("does not say how many failures 'unique_a_id' found")
                .contains("macros/judge.sql:1:1")
                .contains("failures, should_warn, should_error");
    }
}
