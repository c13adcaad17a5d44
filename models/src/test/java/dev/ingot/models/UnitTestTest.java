package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.StepControl;
import dev.ingot.models.TestResult.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTestTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void model() {
        project = TestProject.named(folder, "shop")
                .file("models/sources.yml", "sources: [{name: raw, tables: [{name: payments}]}]")
                .file("models/names.sql", "{{ config(materialized='ephemeral') }} select 1 as id, 'ada' as name")
                .file("models/orders.sql", """
                        {{ config(materialized='table') }}
                        select p.id, n.name, p.amount / {{ var('cents', 100) }} as amount, p.paid_on,
                               '{{ env_var("REGION", "none") }}' as region
                        from {{ source('raw', 'payments') }} p left join {{ ref('names') }} n using (id)
                        where p.amount > 0""")
                .table(
                        "raw",
                        "payments",
                        "select 1 as id, cast(10 as decimal(10,2)) as amount, date '2025-01-01' as paid_on,"
                                + " [1, 2] as parts");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private TestResult run(String body) {
        project.file("models/units.yml", "unit_tests:\n  - name: it_adds_up\n    model: orders\n" + body.indent(4));
        return project.executor().test("unit_test.shop.orders.it_adds_up", List.of(), StepControl.NONE);
    }

    @Test
    void passesWhereTheModelMakesTheExpectedRowsInAnyOrder() {
        TestResult result = run("""
                given:
                  - input: source('raw', 'payments')
                    rows:
                      - {id: 1, amount: 250, paid_on: 2025-03-01}
                      - {id: 2, amount: 100}
                      - {id: 3, amount: -1}
                  - input: ref('names')
                    rows: [{id: 1, name: "o'neil"}]
                expect:
                  rows:
                    - {id: 2, name: null, amount: 1.0}
                    - {id: 1, name: "o'neil", amount: 2.5}
                """);

        assertThat(result.problem()).isNull();
        assertThat(result.status()).isEqualTo(Status.PASS);
    }

    @Test
    void showsWhatCameOutAndWhatIsMissing() {
        TestResult result = run("""
                given:
                  - input: source('raw', 'payments')
                    format: csv
                    rows: |
                      id,amount
                      1,250
                      2,100
                  - input: ref('names')
                    format: sql
                    rows: select 2 as id, 'grace' as name
                expect:
                  rows:
                    - {id: 1, amount: 2.5}
                    - {id: 2, amount: 9}
                """);

        assertThat(result.status()).isEqualTo(Status.FAIL);
        assertThat(result.failures()).isEqualTo(2);
        assertThat(result.message()).isEqualTo("""
                actual differs from expected:

                @@  | id | amount
                +++ | 2  | 1.0
                --- | 2  | 9.0""");
        assertThat(result.problem().render())
                .contains("The unit test 'it_adds_up' of model 'orders' failed", "models/units.yml:16:");
    }

    @Test
    void overridesVariablesAndTheEnvironment() {
        TestResult result = run("""
                overrides:
                  vars: {cents: 10}
                  env_vars: {REGION: eu}
                given:
                  - {input: "source('raw', 'payments')", rows: [{id: 1, amount: 250}]}
                  - {input: "ref('names')", rows: []}
                expect: {rows: [{amount: 25, region: eu}]}
                """);

        assertThat(result.problem()).isNull();
    }

    @Test
    void anIncrementalModelReadsThisAndTakesIsIncrementalFromTheTest() {
        project.file("models/orders.sql", """
                {{ config(materialized='incremental') }}
                select id from {{ source('raw', 'payments') }}
                {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
                """);
        String given = """
                given:
                  - {input: "source('raw', 'payments')", rows: [{id: 1}, {id: 2}, {id: 3}]}
                  - input: this
                    format: sql
                    rows: select 2 as id
                """;

        assertThat(run("overrides: {macros: {is_incremental: true}}\n" + given + "expect: {rows: [{id: 3}]}")
                        .problem())
                .isNull();
        assertThat(run(given + "expect: {rows: [{id: 1}, {id: 2}, {id: 3}]}").problem())
                .isNull();
    }

    @Test
    void macrosOfTheProjectAndOfPackagesAreReplacedAlsoInsideOtherMacros() {
        project.file("macros/m.sql", """
                        {% macro rate() %}1{% endmacro %}
                        {% macro doubled() %}{{ rate() }} * 2 * {{ shop.rate() }}{% endmacro %}""").file("models/orders.sql", "select {{ doubled() }} as n");

        assertThat(run("overrides: {macros: {rate: 5, shop.rate: 7}}\nexpect: {rows: [{n: 70}]}")
                        .problem())
                .isNull();
    }

    @Test
    void noExpectedRowsMeansThatNothingMayComeOut() {
        TestResult result = run("""
                given:
                  - {input: "source('raw', 'payments')", rows: [{id: 1, amount: 5}]}
                  - {input: "ref('names')", rows: []}
                expect: {rows: []}
                """);

        assertThat(result.status()).isEqualTo(Status.FAIL);
        assertThat(result.message()).contains("+++ | 1  | null | 0.05");
    }

    @Test
    void fixturesAreFilesBesideTheTests() {
        project.file("tests/fixtures/paid.csv", "id,amount\n1,200\n");

        assertThat(run("""
                given:
                  - {input: "source('raw', 'payments')", format: csv, fixture: paid}
                  - {input: "ref('names')", rows: []}
                expect: {rows: [{id: 1, amount: 2}]}
                """).problem()).isNull();
    }

    @Test
    void aSelectInAFixtureIsNoTestOfItsOwn() {
        project.file("tests/fixtures/names.sql", "select 1 as id, 'ada' as name");

        TestResult result = run("""
                given:
                  - {input: "source('raw', 'payments')", rows: [{id: 1, amount: 100}]}
                  - {input: "ref('names')", format: sql, fixture: names}
                expect: {rows: [{name: ada}]}
                """);

        assertThat(result.problem()).isNull();
        assertThat(project.nodes().keySet()).noneMatch(id -> id.startsWith("test."));
    }

    @Test
    void anInputWithoutRowsIsAnError() {
        TestResult result = run("""
                given: [{input: "source('raw', 'payments')", rows: []}]
                expect: {rows: []}
                """);

        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.problem().render())
                .contains("the unit test 'it_adds_up' gives no rows for ref('names')", "'rows: []' stands for");
    }

    @Test
    void aColumnThatTheTableDoesNotHaveIsAnErrorWithItsNearest() {
        TestResult result = run("""
                given:
                  - {input: "source('raw', 'payments')", rows: [{id: 1, amuont: 5}]}
                  - {input: "ref('names')", rows: []}
                expect: {rows: []}
                """);

        assertThat(result.problem().render())
                .contains("names a column 'amuont' that source('raw', 'payments') does not have", "'amount'");
    }

    @Test
    void mistakesAreToldWhenTheProjectIsRead() {
        project.file("models/units.yml", """
                unit_tests:
                  - {name: a, model: ordres, given: [], expect: {rows: []}}
                  - name: b
                    model: orders
                    given: [{input: "'x'", rows: []}, {input: "ref('names')", format: cvs, rows: []}]
                    expect: {format: csv, fixture: nothing}
                    overides: {}
                """);

        assertThat(project.problems())
                .extracting(problem -> problem.what())
                .containsExactlyInAnyOrder(
                        "The unit test 'a' is about the model 'ordres', which does not exist",
                        "'overides' is no key of a unit test",
                        "''x'' is no input of a unit test",
                        "'cvs' is no format of rows",
                        "There is no fixture 'nothing.csv' in the folder fixtures of the tests");
    }

    @Test
    void isSwitchedOffWithItsModel() {
        project.file("models/hidden.sql", "{{ config(enabled=false) }} select 1 as id")
                .file(
                        "models/units.yml",
                        "unit_tests: [{name: u, model: hidden, given: [], expect: {rows: [{id: 1}]}}]");

        assertThat(project.nodes()).doesNotContainKey("unit_test.shop.hidden.u").containsKey("model.shop.orders");
    }
}
