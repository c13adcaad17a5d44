package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code materialization} blocks of projects, on a DuckDB file and on a real PostgreSQL. */
class MaterializationTest {

    private static final String SWAPPED = """
            {% materialization swapped, default %}
              {%- set target_relation = this.incorporate(type='table') -%}
              {%- set existing_relation = load_cached_relation(this) -%}
              {%- set intermediate = make_intermediate_relation(target_relation) -%}
              {%- set backup = make_backup_relation(target_relation, 'table') -%}
              {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
              {{ drop_relation_if_exists(load_cached_relation(backup)) }}
              {{ run_hooks(pre_hooks, inside_transaction=False) }}
              {{ run_hooks(pre_hooks, inside_transaction=True) }}
              {% call statement('main') -%}
                {{ get_create_table_as_sql(False, intermediate, sql) }}
              {%- endcall %}
              {% if existing_relation is not none %}
                {% do adapter.rename_relation(existing_relation, backup) %}
              {% endif %}
              {% do adapter.rename_relation(intermediate, target_relation) %}
              {{ run_hooks(post_hooks, inside_transaction=True) }}
              {{ adapter.commit() }}
              {{ drop_relation_if_exists(load_cached_relation(backup)) }}
              {{ run_hooks(post_hooks, inside_transaction=False) }}
              {{ return({'relations': [target_relation]}) }}
            {% endmaterialization %}
            """;

    private static final String UPSERT = """
            {% materialization upsert, default %}
              {%- set existing_relation = load_relation(this) -%}
              {%- set temp_relation = make_temp_relation(this) -%}
              {% if existing_relation is none or should_full_refresh() %}
                {% do drop_relation_if_exists(existing_relation) %}
                {% set build = create_table_as(False, this, sql) %}
              {% else %}
                {% do run_query(create_table_as(True, temp_relation, sql)) %}
                {% do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=this) %}
                {% set columns = process_schema_changes('append_new_columns', temp_relation, existing_relation) %}
                {% set strategy = adapter.get_incremental_strategy_macro(context, config.require('incremental_strategy')) %}
                {% set build = strategy({'target_relation': this, 'temp_relation': temp_relation,
                    'unique_key': config.require('unique_key'), 'dest_columns': columns, 'incremental_predicates': none}) %}
              {% endif %}
              {% call statement('main') %}{{ build }}{% endcall %}
              {% do log('made ' ~ model.name ~ ': ' ~ load_result('main').response ~ ' ' ~ load_result('main').response.rows_affected ~ ' of ' ~ selected_resources, info=true) %}
              {{ return({'relations': [this]}) }}
            {% endmaterialization %}
            """;

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
        shop.write("profiles.yml", """
                shop:
                  target: duckdb
                  outputs:
                    duckdb: {type: duckdb, path: warehouse.duckdb, schema: shop, threads: 2}
                    postgres: {type: postgres, host: localhost, port: %d, user: postgres, password: '',
                               dbname: postgres, schema: shop, threads: 2}
                """.formatted(server.getPort()));
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\n");
        shop.write("macros/swapped.sql", SWAPPED);
        shop.write("macros/upsert.sql", UPSERT);
    }

    private Cli.Result build(String target, String... more) {
        return shop.ingot(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("build", "--target", target), java.util.stream.Stream.of(more))
                .toArray(String[]::new));
    }

    private String show(String target, String sql) {
        return shop.ingot("show", "--target", target, "--output", "csv", "--inline", sql)
                .succeeded()
                .out();
    }

    private void clean(String target) {
        shop.write(
                "macros/clean.sql",
                "{% macro clean() %}{% do run_query('drop schema if exists shop cascade') %}{% endmacro %}");
        shop.ingot("run-operation", "clean", "--target", target).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aTableIsSwappedInWithItsHooksInsideAndOutsideOfTheTransaction(String target) {
        clean(target);
        shop.write("models/orders.sql", """
                {{ config(materialized='swapped',
                          pre_hook="create table if not exists {{ this.schema }}.log (place varchar)",
                          post_hook=["insert into {{ this.schema }}.log values ('inside')",
                                     after_commit("insert into {{ this.schema }}.log values ('after')")]) }}
                select 1 as id
                """);
        shop.write("models/orders.yml", "models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]");

        assertThat(build(target).succeeded().out()).contains("OK swapped model shop.orders", "PASS=2");
        shop.write("models/orders.sql", "{{ config(materialized='swapped') }} select 7 as id");
        build(target).succeeded();

        assertThat(show(target, "select id from {{ ref('orders') }}")).isEqualTo("id\n7\n");
        assertThat(show(target, "select place from shop.log")).isEqualTo("place\ninside\nafter\n");
        assertThat(show(target, "select count(*) as n from information_schema.tables where table_schema = 'shop'"))
                .isEqualTo("n\n2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void rowsAreMergedByTheStrategyThatTheBlockAsksFor(String target) {
        clean(target);
        String model = """
                {{ config(materialized='upsert', unique_key='id', incremental_strategy='%s') }}
                %s
                """;
        shop.write(
                "models/orders.sql", model.formatted("merge", "select 1 as id, 'a' as name union all select 2, 'b'"));
        assertThat(build(target).succeeded().out())
                .containsPattern("made orders: OK -?\\d+ of \\['model.shop.orders'\\]");

        shop.write("models/orders.sql", model.formatted("merge", "select 2 as id, 'c' as name, 5 as more"));
        build(target).succeeded();
        shop.write("models/orders.sql", model.formatted("delete+insert", "select 1 as id, 'd' as name, 6 as more"));
        build(target).succeeded();

        assertThat(show(target, "select id, name, more from {{ ref('orders') }} order by id"))
                .isEqualTo("id,name,more\n1,d,6\n2,c,5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void whatFailsLeavesNothingBehindAndIsToldAtTheModelsLine(String target) {
        clean(target);
        shop.write("models/orders.sql", "{{ config(materialized='swapped') }}\nselect 1 as id");
        build(target).succeeded();
        shop.write("models/orders.sql", """
                {{ config(materialized='swapped', pre_hook="create table {{ this.schema }}.half as select 1 as x") }}
                select
                    1 as id,
                    wrong_column
                from (select 1 as x) as t
                """);

        assertThat(build(target).exits(1).out())
                .contains("INGOT-MODEL-009", "wrong_column", "--> models/orders.sql:4:5");

        assertThat(show(target, "select id from {{ ref('orders') }}")).isEqualTo("id\n1\n");
        assertThat(show(target, "select table_name from information_schema.tables where table_schema = 'shop'"))
                .isEqualTo("table_name\norders\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "postgres"})
    void aBlockThatDoesNotSayWhatItMadeIsRefused(String target) {
        clean(target);
        shop.write(
                "macros/silent.sql",
                "{% materialization silent, default %}\n{% call statement('main') %}select 1{% endcall %}\n{% endmaterialization %}");
        shop.write("models/orders.sql", "{{ config(materialized='silent') }} select 1 as id");

        assertThat(build(target).exits(1).out())
                .contains(
                        "The materialization 'silent' does not say what it made of 'orders'", "macros/silent.sql:1:1");
    }

    @Test
    void theLakeSaysThatItCannotRunABlock() {
        shop.write("ingot.yml", "name: shop\n");
        shop.write("models/orders.sql", "{{ config(materialized='swapped') }}\nselect 1 as id");

        assertThat(shop.ingot("build").exits(1).out())
                .contains(
                        "Model 'orders' is materialized as 'swapped', by a block in macros/swapped.sql",
                        "models/orders.sql:1:11",
                        "Build it in a DuckDB file or in PostgreSQL");
    }

    @Test
    void postgresKeepsTheRowsOfAMaterializedView() {
        clean("postgres");
        shop.write("seeds/sales.csv", "id,amount\n1,10\n2,20\n");
        shop.write("models/totals.sql", """
                {{ config(materialized='materialized_view', indexes=[{'columns': ['total'], 'unique': true}]) }}
                select sum(amount) as total from {{ ref('sales') }}
                """);
        build("postgres").succeeded();
        shop.write("seeds/sales.csv", "id,amount\n1,10\n2,25\n");
        build("postgres").succeeded();

        assertThat(show("postgres", "select total from {{ ref('totals') }}")).isEqualTo("total\n35\n");
        assertThat(show("postgres", "select count(*) as n from pg_indexes where tablename = 'totals'"))
                .isEqualTo("n\n1\n");
        shop.write("models/totals.sql", "{{ config(materialized='materialized_view') }} select 1 as one");
        build("postgres", "--full-refresh").succeeded();
        assertThat(show("postgres", "select one from {{ ref('totals') }}")).isEqualTo("one\n1\n");
    }
}
