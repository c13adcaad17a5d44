package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dbt project with its own profiles.yml and no ingot.yml, on a DuckDB file and on a real PostgreSQL. */
class BareProjectTest {

    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private Project shop;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void aProject() {
        shop = new Project(folder);
        postgres("drop schema if exists shop cascade");
        shop.write("profiles.yml", """
                shop:
                  target: duckdb
                  outputs:
                    duckdb: {type: duckdb, path: warehouse.duckdb, schema: shop, threads: 2}
                    postgres: {type: postgres, host: localhost, port: %d, user: postgres, password: '',
                               dbname: postgres, schema: shop, threads: 2}
                """.formatted(server.getPort()));
        shop.write("dbt_project.yml", """
                name: shop
                version: '1.0'
                profile: shop
                """);
        shop.write("seeds/sales.csv", "id,product,amount\n1,lamp,10.5\n2,desk,99.0\n3,lamp,4.5\n");
        shop.write("models/lamps.sql", "select id, amount from {{ ref('sales') }} where product = 'lamp'");
        shop.write("models/totals.sql", """
                {{ config(materialized='incremental', unique_key='product') }}
                select product, sum(amount) as total from {{ ref('sales') }}
                {% if is_incremental() %} where product = 'lamp' {% endif %}
                group by product
                """);
        shop.write("snapshots/kept.sql", """
                {% snapshot kept %}
                {{ config(unique_key='id', strategy='check', check_cols=['amount'], target_schema='shop') }}
                select * from {{ ref('sales') }}
                {% endsnapshot %}
                """);
        shop.write("models/models.yml", """
                models:
                  - name: totals
                    columns: [{name: product, data_tests: [unique, not_null]}]
                """);
    }

    private static void postgres(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static String asked(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private Cli.Result build(String target) {
        return shop.ingot("build", "--target", target);
    }

    private String show(String target, String sql) {
        return shop.ingot("show", "--target", target, "--output", "csv", "--inline", sql)
                .succeeded()
                .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void seedsModelsSnapshotsAndTestsAreBuiltInTheProfilesTarget(String target) {
        assertThat(build(target).succeeded().out()).contains("PASS=6 WARN=0 ERROR=0 SKIP=0");

        assertThat(show(target, "select product, total from {{ ref('totals') }} order by 1"))
                .isEqualTo("product,total\ndesk,99.0\nlamp,15.0\n");
        assertThat(show(target, "select count(*) as n from {{ ref('kept') }} where dbt_valid_to is null"))
                .isEqualTo("n\n3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aSecondBuildReplacesByKeyAndKeepsTheHistory(String target) {
        build(target).succeeded();
        shop.write("seeds/sales.csv", "id,product,amount\n1,lamp,20.5\n2,desk,1.0\n3,lamp,4.5\n");

        build(target).succeeded();

        assertThat(show(target, "select product, total from {{ ref('totals') }} order by 1"))
                .isEqualTo("product,total\ndesk,99.0\nlamp,25.0\n");
        assertThat(show(target, "select count(*) as n from {{ ref('kept') }}")).isEqualTo("n\n5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aSeedsValueIsKeptExactlyInItsDeclaredTypeOrReported(String target) {
        shop.write("seeds/seeds.yml", """
                seeds: [{name: rates, config: {column_types: {n: integer, d: 'numeric(5,2)', day: date}}}]
                """);
        shop.write("seeds/rates.csv", "n,d,day\n1.5,1.555,2024-01-05 10:00:00\n");
        assertThat(shop.ingot("seed", "--select", "rates", "--target", target)
                        .exits(1)
                        .out())
                .contains("seeds/rates.csv:2:1", "the value '1.5' of column 'n' is no integer")
                .contains("seeds/rates.csv:2:5", "the value '1.555' of column 'd' is no numeric(5,2)")
                .contains("seeds/rates.csv:2:11", "of column 'day' is no date");

        shop.write("seeds/rates.csv", "n,d,day\n1.0,155e-2,2024-01-05T00:00:00\n");
        shop.ingot("seed", "--select", "rates", "--target", target).succeeded();
        assertThat(show(target, "select n, d, cast(day as varchar) as day from {{ ref('rates') }}"))
                .isEqualTo("n,d,day\n1,1.55,2024-01-05\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aModelWhoseUnitTestFailsIsNotBuilt(String target) {
        String units = """
                unit_tests:
                  - name: lamps_only
                    model: lamps
                    given:
                      - input: ref('sales')
                        rows:
                          - {id: 1, product: lamp, amount: 2.5}
                          - {id: 2, product: desk}
                    expect: {rows: [{id: 1, amount: %s}]}
                """;
        shop.write("models/units.yml", units.formatted("3.5"));
        String out = build(target).exits(1).out();
        assertThat(out)
                .contains("FAIL 2 unit_test lamps::lamps_only", "SKIP view model", "PASS=5 WARN=0 ERROR=1 SKIP=1")
                .contains("+++ | 1  | 2.5", "--- | 1  | 3.5");

        shop.write("models/units.yml", units.formatted("2.5"));
        assertThat(build(target).succeeded().out()).contains("PASS unit_test lamps::lamps_only", "PASS=7");
        assertThat(shop.ingot("ls", "--target", target, "--select", "test_type:unit")
                        .succeeded()
                        .out())
                .isEqualTo("unit_test:shop.lamps.lamps_only\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void hooksOfARunAreStepsAndWhatOtherAdaptersConfigureIsIgnored(String target) {
        shop.write("dbt_project.yml", """
                name: shop
                version: '1.0'
                profile: shop
                on-run-start: ["create table if not exists {{ target.schema }}.log (nodes int)"]
                on-run-end:
                  - "insert into {{ target.schema }}.log values ({{ results | length }})"
                  - insert into nowhere values (1)
                  - select 1
                models: {shop: {+persist_docs: {relation: true, columns: true}}}
                """);
        shop.write("models/described.sql", """
                {{ config(materialized='table', partition_by={'field': 'day'}, cluster_by='id', dist='even') }}
                select 1 as id, cast('2024-01-01' as date) as day
                """);
        shop.write("models/models.yml", """
                models:
                  - name: described
                    columns: [{name: id, description: its id}, {name: gone, description: nothing}]
                unit_tests:
                  - name: days
                    model: next
                    given: [{input: ref('described'), rows: [{day: 2024-01-01}]}]
                    expect: {rows: [{day: 2024-01-02}]}
                """);
        shop.write("models/next.sql", "select cast(day + interval '1 day' as date) as day from {{ ref('described') }}");
        shop.write("models/later.sql", """
                with days as (select {{ ref('part') }}.day from {{ ref('part') }})
                select {{ ref('described') }}.day from {{ ref('described') }} where day in (select day from days)
                """);
        shop.write("models/part.sql", "{{ config(materialized='ephemeral') }} select day from {{ ref('described') }}");
        shop.write("models/uses.yml", """
                sources: [{name: shop, tables: [{name: described}]}]
                exposures:
                  - {name: board, type: dashboard, owner: {name: me}, depends_on: [ref('next')]}
                """);

        String out = shop.ingot("build", "--target", target, "--select", "described+")
                .exits(1)
                .out();

        assertThat(out)
                .contains(
                        "OK hook: shop.on-run-start.0", "ERROR hook: shop.on-run-end.1", "SKIP hook: shop.on-run-end.2")
                .contains("PASS=6 WARN=0 ERROR=1 SKIP=1 NO-OP=1 TOTAL=9")
                .contains("NO-OP exposure board")
                .doesNotContain("part");
        assertThat(show(target, "select nodes from {{ target.schema }}.log")).isEqualTo("nodes\n5\n");
        String comment = target.equals("postgres")
                ? "select col_description('shop.described'::regclass, 1) as said"
                : "select comment as said from duckdb_columns() where table_name = 'described' and column_name = 'id'";
        assertThat(show(target, comment)).isEqualTo("said\nits id\n");
        String database = target.equals("postgres") ? "postgres" : "warehouse";
        assertThat(folder.resolve("target/manifest.json"))
                .content()
                .contains("2024-01-01", "insert into shop.log values (5)");
        assertThat(folder.resolve("target/compiled/shop/models/later.sql"))
                .content()
                .contains("with  __dbt__cte__part as (\nselect day from \"%s\".\"shop\".\"described\""
                        .formatted(database));
        assertThat(folder.resolve("target/run_results.json"))
                .content()
                .contains("operation.shop.shop-on-run-end-1", "\"status\":\"error\"", "\"status\":\"no-op\"")
                .contains("\"relation_name\":\"\\\"%s\\\".\\\"shop\\\".\\\"described\\\"\"".formatted(database));
        assertThat(shop.ingot("ls", "--target", target, "--select", "described+")
                        .succeeded()
                        .out())
                .as("a source is no child of the model whose table it is")
                .doesNotContain("source:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void whatLiesBetweenTwoMomentsIsCountedAsDbtCountsIt(String target) {
        shop.write("models/between.sql", """
                {% set first, second = "cast('2024-02-29' as date)", "cast('2024-12-30' as date)" %}
                select {{ dbt.datediff(first, second, 'week') }} as weeks,
                    cast({{ dbt.datediff(first, second, 'quarter') }} as integer) as quarters,
                    round(cast({{ dbt.datediff(first, second, 'hour') }} / 7 as numeric(12, 4)), 2) as parts,
                    cast({{ dbt.dateadd('month', -3, first) }} as date) as earlier,
                    {{ dbt.last_day(first, 'quarter') }} as last,
                    {{ dbt.split_part("'a|b|c'", "'|'", -1) }} as c,
                    {{ dbt.partition_range('20240228, 20240301') | length }} as days
                """);

        shop.ingot("run", "--target", target, "--select", "between").succeeded();
        assertThat(show(target, "select * from {{ ref('between') }}"))
                .isEqualTo("weeks,quarters,parts,earlier,last,c,days\n44,3,1045.71,2023-11-29,2024-03-31,c,3\n");
    }

    @ParameterizedTest
    @CsvSource({
        "duckdb, 'DECIMAL(10,2) DECIMAL(10,2) False, character varying(256)'",
        "postgres, 'numeric numeric(10,2) True, character varying(7)'"
    })
    void valuesAndColumnsAreWhatDbtHandsToMacros(String target, String columns) {
        String inline = """
                {% set at = "cast('2024-01-01 10:00:00.25+00:00' as timestamp with time zone)" %}
                {% set row = run_query("select " ~ at ~ " as at, array[1, 2] as parts").rows[0] %}
                {% set columns = adapter.get_column_schema_from_query(
                    "select cast(1.5 as decimal(10,2)) as n, cast('a' as varchar(7)) as v") %}
                {% set n = columns[0] %}
                select '{{ row[0] }}' as at, '{{ fromjson(row[1])[1] }}' as part,
                    '{{ n.dtype }} {{ n.data_type }} {{ n.is_numeric() }}, {{ columns[1].data_type }}' as columns
                """;

        assertThat(show(target, inline))
                .isEqualTo("at,part,columns\n2024-01-01 10:00:00.250000+00:00,2,\"" + columns + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aFailedTestHoldsBackWhatDependsOnItAndOnRequestTheModelToo(String target) {
        shop.write("models/visits.sql", "select 1 as id, 'lamp' as product");
        shop.write("models/report.sql", "select * from {{ ref('visits') }}");
        shop.write("models/more.yml", """
                models:
                  - name: heads
                    columns: [{name: product, data_tests: [{accepted_values: {arguments: {values: [lamp]}}}]}]
                  - name: visits
                    columns: [{name: product, data_tests: [{relationships: {arguments: {to: ref('best'), field: product}}}]}]
                """);
        shop.write("models/heads.sql", "{{ config(materialized='table') }} select product from {{ ref('sales') }}");
        shop.write("models/best.sql", "select * from {{ ref('heads') }}");

        String dbt = shop.ingot("build", "--target", target, "--select", "sales heads visits best report")
                .exits(1)
                .out();
        assertThat(dbt)
                .contains("SKIP view model shop.best", "OK view model shop.report")
                .contains("PASS=4 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=7");
        assertThat(show(target, "select count(*) as n from {{ ref('heads') }}")).isEqualTo("n\n3\n");

        shop.write("seeds/sales.csv", "id,product,amount\n1,desk,10.5\n");
        String tested = shop.ingot(
                        "build",
                        "--target",
                        target,
                        "--select",
                        "sales heads visits best report",
                        "--publish",
                        "tested")
                .exits(1)
                .out();
        assertThat(tested)
                .contains("not published, kept as _ingot_held_back.shop__heads")
                .contains("PASS=1 WARN=0 ERROR=1 SKIP=5 NO-OP=0 TOTAL=7");
        assertThat(show(target, "select count(*) as n from {{ ref('heads') }}"))
                .as("readers keep the last good version")
                .isEqualTo("n\n3\n");
        assertThat(show(target, "select * from _ingot_held_back.shop__heads")).isEqualTo("product\ndesk\n");

        shop.write("seeds/sales.csv", "id,product,amount\n1,lamp,10.5\n");
        shop.ingot("build", "--target", target, "--select", "sales heads", "--publish", "tested")
                .succeeded();
        assertThat(shop.ingot("show", "--target", target, "--inline", "select * from _ingot_held_back.shop__heads")
                        .exits(1)
                        .err())
                .contains("shop__heads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aBrokenContractBuildsNothingAndNamesEveryColumn(String target) {
        shop.write("models/strict.sql", "{{ config(materialized='table') }} select 1 as id, 'x' as name, 2 as more");
        shop.write("models/strict.yml", """
                models:
                  - name: strict
                    config: {contract: {enforced: true}}
                    columns:
                      - {name: id, data_type: bigint}
                      - {name: missing, data_type: integer}
                      - {name: name, data_type: varchar}
                """);

        assertThat(shop.ingot("run", "--target", target, "--select", "strict")
                        .exits(3)
                        .out())
                .contains(
                        "INGOT-MODEL-044",
                        "The contract of model 'strict' is broken",
                        "id: the contract says bigint, the select gives integer",
                        "missing: the contract says integer, the select has no such column",
                        "more: the select gives integer, the contract has no such column");
    }

    @Test
    void postgresGetsConstraintsIndexesGrantsAndComments() {
        postgres("do $$ begin if not exists (select 1 from pg_roles where rolname = 'reader') then"
                + " create role reader; end if; end $$");
        shop.write("models/strict.sql", "select name, id from (select 'ada' as name, cast(1 as bigint) as id) t");
        shop.write("models/strict.yml", """
                models:
                  - name: strict
                    description: Who it's about
                    config:
                      materialized: table
                      contract: {enforced: true}
                      persist_docs: {relation: true, columns: true}
                      grants: {select: [reader]}
                      indexes: [{columns: [name], type: hash}]
                    constraints: [{type: primary_key, columns: [id]}]
                    columns:
                      - {name: id, data_type: bigint, description: its number, constraints: [{type: not_null}]}
                      - {name: name, data_type: text, constraints: [{type: check, expression: "name <> ''"}]}
                """);

        shop.ingot("run", "--target", "postgres", "--select", "strict").succeeded();

        assertThat(asked("select obj_description('shop.strict'::regclass)")).isEqualTo("Who it's about");
        assertThat(asked("select col_description('shop.strict'::regclass, 1)")).isEqualTo("its number");
        assertThat(asked("select has_table_privilege('reader', 'shop.strict', 'select')"))
                .isEqualTo("t");
        assertThat(asked("select string_agg(contype::text, '' order by contype) from pg_constraint"
                        + " where conrelid = 'shop.strict'::regclass and contype <> 'n'"))
                .isEqualTo("cp");
        assertThat(asked("select count(*) from pg_indexes where schemaname = 'shop' and tablename = 'strict'"
                        + " and indexdef like '%hash%'"))
                .isEqualTo("1");
    }
}
