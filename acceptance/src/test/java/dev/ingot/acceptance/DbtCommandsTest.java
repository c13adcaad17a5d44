package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dbt's smaller commands: source freshness, run-operation, deps. */
class DbtCommandsTest {

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void aShopThatRan() {
        shop = Shop.in(folder.resolve("shop"));
        shop.ingot("run").succeeded();
    }

    private void freshness(String limits) {
        shop.write("models/sources.yml", """
                version: 2
                sources:
                  - name: bronze
                    tables:
                      - name: sales
                        freshness: {%s}
                """.formatted(limits));
    }

    private JsonNode sources() throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(folder.resolve("shop/target/sources.json")))
                .at("/results/0");
    }

    @Test
    void aSourceThatWasJustLoadedIsFresh() throws Exception {
        freshness("warn_after: {count: 1, period: hour}, error_after: {count: 1, period: day}");

        assertThat(shop.ingot("source", "freshness").succeeded().out())
                .contains("source.shop.bronze.sales", "pass", "1 hour", "1 day");
        assertThat(sources().path("status").asText()).isEqualTo("pass");
        assertThat(sources().at("/criteria/warn_after/period").asText()).isEqualTo("hour");
    }

    @Test
    void aSourceThatIsTooOldEndsTheCommandWithOne() throws Exception {
        shop.write("models/sources.yml", """
                version: 2
                sources:
                  - name: bronze
                    tables:
                      - name: sales
                        loaded_at_field: "timestamp '2020-01-01 00:00:00'"
                        freshness: {error_after: {count: 1, period: day}}
                """);

        assertThat(shop.ingot("source", "freshness").exits(1).out()).contains("error", "2020-01-01 00:00:00Z");
        assertThat(sources().path("max_loaded_at").asText()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(sources().path("status").asText()).isEqualTo("error");
    }

    @Test
    void limitsThatAreNoneAreToldWithTheirSource() {
        freshness("warn_after: {count: 1, period: fortnight}");

        assertThat(shop.ingot("source", "freshness").exits(1).err())
                .contains("INGOT-MODEL-041", "period: fortnight", "bronze.sales", "models/sources.yml");
    }

    @Test
    void anOperationPrintsAndTakesArguments() {
        shop.write("macros/greet.sql", """
                {% macro greet(name, times=1) %}
                  {% set rows = run_query("select count(*) as n from " ~ source('bronze', 'sales')) %}
                  {% do print((name ~ ' ') * times ~ rows.columns[0].values()[0]) %}
                {% endmacro %}
                """);

        assertThat(shop.ingot("run-operation", "greet", "--args", "{name: hello, times: 2}")
                        .succeeded()
                        .out())
                .contains("hello hello 2");
    }

    @Test
    void anOperationThatIsNotThereIsToldWithTheNearest() {
        shop.write("macros/greet.sql", "{% macro greet() %}{% endmacro %}");

        assertThat(shop.ingot("run-operation", "great").exits(2).err())
                .contains("INGOT-CLI-040", "no macro 'great'", "Did you mean 'greet'?");
    }

    @Test
    void localPackagesAreCopiedAndHubPackagesMustBeThere() throws IOException {
        Path other = folder.resolve("tools");
        Files.createDirectories(other.resolve("macros"));
        Files.writeString(other.resolve("dbt_project.yml"), "name: tools\nversion: '1.0'\n");
        Files.writeString(other.resolve("macros/two.sql"), "{% macro two() %}2{% endmacro %}");
        shop.write("packages.yml", "packages:\n  - local: ../tools\n");
        shop.write("models/twice.sql", "select {{ tools.two() }} as two");

        assertThat(shop.ingot("deps").succeeded().out()).contains("copied tools from");
        assertThat(shop.ingot("compile", "--select", "twice").succeeded().out()).contains("select 2 as two");

        shop.write("packages.yml", "packages:\n  - package: acme/words\n    version: 1.0.0\n  - nothing: x\n");
        assertThat(shop.ingot("deps").exits(2).err())
                .contains(
                        "INGOT-MODEL-042",
                        "The package acme/words is not installed.",
                        "packages.yml:2",
                        "INGOT-MODEL-043",
                        "An entry names no package");
    }

    @Test
    void aRetryAsksForTheVariablesThatTheRunHad() {
        shop.write("models/day.sql", "select '{{ var(\"day\", \"a\") }}' as day, missing from nowhere");
        shop.ingot("run", "--vars", "{day: z}").exits(1);
        shop.write("models/day.sql", "select '{{ var(\"day\", \"a\") }}' as day");

        assertThat(shop.ingot("retry").exits(2).err()).contains("The last run was given --vars", "ingot retry --vars");
        shop.ingot("retry", "--vars", "{day: z}").succeeded();
        assertThat(shop.ingot("query", "--output", "csv", "select day from gold.day")
                        .succeeded()
                        .out())
                .isEqualTo("day\nz\n");
    }

    @Test
    void flagsOfDbtThatMeanNothingHereAreTaken() {
        shop.ingot("build", "--no-static-parser", "--no-version-check", "--log-level", "info", "--no-use-colors")
                .succeeded();
    }

    @Test
    void whatTemplatesAskedForIsKeptUnlessItIsSaidOtherwise() throws IOException {
        Path kept = folder.resolve("shop/target/partial_parse.bin");
        assertThat(kept).exists();

        Files.delete(kept);
        shop.ingot("parse", "--no-partial-parse").succeeded();
        assertThat(kept).doesNotExist();
        Path project = folder.resolve("shop/dbt_project.yml");
        Files.writeString(project, Files.readString(project) + "\nflags: {partial_parse: false}\n");
        shop.ingot("parse").succeeded();
        assertThat(kept).doesNotExist();
        shop.ingot("parse", "--partial-parse").succeeded();
        assertThat(kept).exists();
    }

    @Test
    void artefactsGoWhereTheTargetPathSays() throws IOException {
        Path named = folder.resolve("shop/elsewhere");
        shop.ingot("build", "--target-path", "elsewhere").succeeded();
        assertThat(named.resolve("run_results.json")).exists();

        Files.writeString(
                folder.resolve("shop/dbt_project.yml"),
                Files.readString(folder.resolve("shop/dbt_project.yml")) + "\ntarget-path: out\n");
        shop.ingot("parse").succeeded();
        assertThat(folder.resolve("shop/out/manifest.json")).exists();
    }

    @Test
    void anEmptyBuildBuildsEverythingWithoutRows() {
        shop.ingot("build", "--empty", "--full-refresh").succeeded();

        assertThat(shop.ingot("query", "--output", "csv", "select count(*) as n from gold.revenue")
                        .succeeded()
                        .out())
                .isEqualTo("n\n0\n");
    }

    @Test
    void warningsAreErrorsWhereTheyAreToBe() {
        shop.write("tests/any.sql", "{{ config(severity='warn') }} select 1 as one");

        assertThat(shop.ingot("test", "--select", "any").succeeded().out()).contains("WARN=1 ERROR=0");
        assertThat(shop.ingot("test", "--select", "any", "--warn-error")
                        .exits(1)
                        .out())
                .contains("WARN=0 ERROR=1", "warnings are errors");
        shop.ingot("test", "--select", "any", "--warn-error-options", "{error: [LogTestResult]}")
                .exits(1);
        shop.ingot("test", "--select", "any", "--warn-error-options", "{error: all, warn: [LogTestResult]}")
                .succeeded();
    }

    @Test
    void failuresAreStoredWhereTheCommandSaysSo() {
        shop.write("tests/any.sql", "select 7 as one");
        shop.ingot("test", "--select", "any", "--store-failures").exits(1);

        assertThat(shop.ingot("ls", "--resource-type", "test", "--output", "csv")
                        .succeeded()
                        .out())
                .contains("test.shop.any");
        assertThat(shop.ingot("show", "--output", "csv", "--inline", "select * from main_dbt_test__audit.any")
                        .succeeded()
                        .out())
                .isEqualTo("one\n7\n");
    }

    @Test
    void linesOfARunAreObjectsWhereTheFormatIsJson() throws IOException {
        String last = shop.ingot("build", "--log-format", "json")
                .succeeded()
                .out()
                .strip()
                .lines()
                .reduce((one, two) -> two)
                .orElseThrow();

        assertThat(new ObjectMapper().readTree(last).at("/info/msg").asText()).startsWith("Done. PASS=");
    }

    @Test
    void aNodeThatIsTypedWithoutSelectIsShownTheOption() {
        assertThat(shop.ingot("show", "revenue").exits(2).err()).contains("--select revenue");
    }

    @Test
    void versionsAccessAndGroupsAreSelected() {
        shop.write("models/price_v1.sql", "select 1 as price");
        shop.write("models/price_v2.sql", "select 2 as price");
        shop.write("models/price.yml", """
                groups: [{name: finance, owner: {name: Ada}}]
                models:
                  - name: price
                    latest_version: 2
                    config: {group: finance, access: public}
                    versions: [{v: 1}, {v: 2}]
                """);

        assertThat(names("version:old")).isEqualTo("price\n");
        assertThat(paths("version:latest")).isEqualTo("models/price_v2.sql\n");
        assertThat(paths("price_v1")).isEqualTo("models/price_v1.sql\n");
        assertThat(paths("group:fin*")).isEqualTo("models/price_v1.sql\nmodels/price_v2.sql\n");
        assertThat(names("access:protected")).isEqualTo("revenue\n");
    }

    private String names(String selector) {
        return shop.ingot("ls", "--select", selector, "--resource-type", "model", "--output", "name")
                .succeeded()
                .out();
    }

    private String paths(String selector) {
        return shop.ingot("ls", "--select", selector, "--resource-type", "model", "--output", "path")
                .succeeded()
                .out();
    }

    @Test
    void theProjectsFlagsHoldUnlessTheCommandSaysOtherwise() {
        shop.write("tests/warned.sql", "{{ config(severity='warn') }} select 1 as id");
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nflags:\n  warn_error_options: {error: all}\n");

        assertThat(shop.ingot("test", "--select", "warned").exits(1).out()).contains("FAIL 1 test warned");
        assertThat(shop.ingot("test", "--select", "warned", "--warn-error-options", "{error: []}")
                        .succeeded()
                        .out())
                .contains("WARN 1 test warned");
    }

    @Test
    void onlyTheKindsOfNodesThatAreAskedForAreRun() {
        shop.write("seeds/extra.csv", "id\n1\n");

        assertThat(shop.ingot("build", "--resource-type", "seed").succeeded().out())
                .contains("TOTAL=1", "OK seed file");
        assertThat(shop.ingot("build", "--exclude-resource-type", "seed", "test", "unit_test")
                        .succeeded()
                        .out())
                .doesNotContain("seed file", "test ");
    }
}
