package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What templates can ask for. */
class ContextTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void shop() {
        project = TestProject.named(folder, "shop")
                .file("models/base.sql", "{{ config(materialized='table') }} select 1 as id, 'red' as colour");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private String compiled(String template) {
        project.file("models/a.sql", template);
        return project.compiled("model.shop.a");
    }

    @Test
    void aQueryDuringCompilationShapesTheSql() {
        project.buildAll();

        assertThat(compiled("""
                        {% set colours = run_query('select colour, id from ' ~ ref('base')) %}
                        {% if execute %}{{ colours.columns[0].values()[0] }} {{ colours.rows[0]['id'] }} {{ colours.rows | length }}{% endif %}""")).isEqualTo("red 1 1");
    }

    @Test
    void timesHaveTheirZone() {
        String template = "{%% set t = modules.datetime.datetime.fromisoformat('%s') %%}{{ %s }}";
        assertThat(compiled(template.formatted("2026-08-15T12:00:00+02:00", "t.isoformat()")))
                .isEqualTo("2026-08-15T12:00:00+02:00");
        assertThat(compiled(template.formatted(
                        "2026-08-15 12:00:00", "modules.pytz.timezone('America/New_York').localize(t)")))
                .isEqualTo("2026-08-15 12:00:00-04:00");
    }

    @Test
    void theTablesOfTheDatabaseAreFoundInItsInformationSchema() {
        project.table("raw", "orders_2025", "select 1 as id").table("raw", "orders_2026", "select 1 as id");

        assertThat(compiled("{{ run_query(\"select distinct table_name from \" ~ target.database ~"
                        + " \".information_schema.tables where table_name like 'orders_20%' order by 1\").columns[0].values()"
                        + " | join(',') }}"))
                .isEqualTo("orders_2025,orders_2026");
    }

    @Test
    void aStatementsResultIsLoadedByName() {
        project.buildAll();

        assertThat(compiled("""
                        -- depends_on: {{ ref('base') }}
                        {% call statement('n', fetch_result=True) %}select 40 + id from {{ ref('base') }}{% endcall %}
                        {%- if execute %}{{ load_result('n')['data'][0][0] }}{% endif %}""")).endsWith("41");
    }

    @Test
    void theAdapterKnowsRelationsAndColumns() {
        project.buildAll();

        assertThat(compiled("""
                        {% set there = adapter.get_relation(none, 'main', 'base') %}
                        {% set gone = adapter.get_relation(database=none, schema='main', identifier='gone') %}
                        {{ there }} {{ there.is_table }} {{ gone is none }}
                        {% for column in adapter.get_columns_in_relation(ref('base')) %}{{ column.name }}:{{ column.dtype }} {% endfor %}
                        {{ adapter.quote('x') }}""").lines().filter(line -> !line.isBlank()))
                .containsExactly("\"main\".\"base\" True True", "id:INTEGER colour:VARCHAR ", "\"x\"");
    }

    @Test
    void aDispatchedMacroIsFoundByAdapterThenByDefault() {
        project.file("macros/m.sql", """
                {% macro pick() %}{{ return(adapter.dispatch('pick')()) }}{% endmacro %}
                {% macro default__pick() %}default{% endmacro %}
                {% macro duckdb__pick() %}duck{% endmacro %}
                {% macro only_default() %}{{ return(adapter.dispatch('only_default', 'shop')()) }}{% endmacro %}
                {% macro default__only_default() %}default{% endmacro %}
                """);

        assertThat(compiled("{{ pick() }} {{ only_default() }} {{ shop.pick() }}"))
                .isEqualTo("duck default duck");
    }

    @Test
    void aMacroDoesNotSeeTheVariablesOfItsCaller() {
        project.file("macros/m.sql", "{% macro see() %}{{ secret is defined }}{% endmacro %}");

        assertThat(compiled("{% set secret = 1 %}{{ see() }}")).isEqualTo("False");
    }

    @Test
    void aMacroOfAPackageDoesNotHideTheModel() {
        project.file("dbt_packages/tool/dbt_project.yml", "name: tool\nversion: '1.0'\n")
                .file(
                        "dbt_packages/tool/macros/m.sql",
                        "{% macro model() %}no{% endmacro %}{% macro other() %}yes{% endmacro %}"
                                + "{% macro see() %}{{ model.name }} {{ other() }}{% endmacro %}");

        assertThat(compiled("{{ tool.see() }} {{ tool.model() }}")).isEqualTo("a yes no");
    }

    @Test
    void renderTakesATextAsATemplateOfTheModel() {
        assertThat(compiled("{% set text = '{' ~ '{ this.identifier }' ~ '}' %}{{ render(text) if execute }}"))
                .isEqualTo("a");
    }

    @Test
    void theCommandIsKnownToPackages() {
        assertThat(compiled("{{ invocation_args_dict.which }} {{ invocation_args_dict['vars'] }}"))
                .isEqualTo("build {}");
    }

    @Test
    void aMacroSeesWhatAnotherGaveToTheContext() {
        project.file(
                "macros/m.sql",
                "{% macro give(v) %}{% do context.update({'given': v}) %}{% endmacro %}"
                        + "{% macro see() %}{{ given }} {{ context.get('given') }} {{ context.get('other', 2) }}{% endmacro %}");

        assertThat(compiled("{% do give(1) %}{{ see() }}")).isEqualTo("1 1 2");
    }

    @Test
    void aMacroOfTheProjectReplacesABuiltInOne() {
        project.file("macros/m.sql", "{% macro default__type_string() %}text{% endmacro %}");

        assertThat(compiled("{{ dbt.type_string() }} {{ type_int() }}")).isEqualTo("text integer");
    }

    @Test
    void crossDatabaseMacrosGiveSqlThatTheEngineRuns() {
        project.file("models/a.sql", """
                {{ config(materialized='table') }}
                select
                    {{ dbt.dateadd('day', 2, "date '2026-01-01'") }} as later,
                    {{ dbt.datediff("date '2026-01-01'", "date '2026-03-01'", 'month') }} as months,
                    {{ dbt.date_trunc('month', "date '2026-01-15'") }} as month,
                    {{ dbt.last_day("date '2026-02-10'", 'month') }} as last_day,
                    {{ dbt.concat(["'a'", "'b'"]) }} as joined,
                    {{ dbt.hash("'a'") }} as hashed,
                    {{ dbt.safe_cast("'x'", dbt.type_int()) }} as nothing,
                    {{ dbt.split_part("'a-b'", "'-'", 2) }} as part,
                    {{ dbt.current_timestamp() }} is not null as now
                """);
        project.buildAll();

        assertThat(project.rows(
                        "select cast(later as date), months, cast(month as date), last_day, joined, hashed, nothing,"
                                + " part, now from main.a"))
                .containsExactly("2026-01-03|2|2026-01-01|2026-02-28|ab|0cc175b9c0f1b6a831c399e269772661|null|b|true");
    }

    @Test
    void anEphemeralModelIsPutInFrontWithTheOnesThatItReads() {
        project.file("models/e1.sql", "{{ config(materialized='ephemeral') }} select id from {{ ref('base') }}")
                .file("models/e2.sql", "{{ config(materialized='ephemeral') }} select id from {{ ref('e1') }}");

        assertThat(compiled("with own as (select * from {{ ref('e2') }}) select * from own"))
                .isEqualTo("""
                        with  __dbt__cte__e1 as (
                        select id from "main"."base"
                        ),  __dbt__cte__e2 as (
                        select id from __dbt__cte__e1
                        ), own as (select * from __dbt__cte__e2) select * from own""");
        project.buildAll();
        assertThat(project.rows("select * from main.a")).containsExactly("1");
    }

    @Test
    void hooksRunInTheSessionThatBuildsTheModel() {
        project.file(
                "models/a.sql",
                "{{ config(materialized='table', pre_hook=\"create temp macro twice(x) as 2 * x\") }}"
                        + " select twice(21) as n");
        project.buildAll();

        assertThat(project.rows("select n from main.a")).containsExactly("42");
    }

    @Test
    void jsonYamlAndHelpersGiveWhatPythonGives() {
        assertThat(
                        compiled(
                                "{{ tojson({'b': [1, 2.5, none], 'a': true}) }} {{ fromjson('{\"x\": [1]}')['x'][0] }}"
                                        + " {{ fromyaml('a: [yes]')['a'][0] }} {{ local_md5('a') }} {{ zip([1, 2], ['a', 'b']) | list }}"))
                .isEqualTo("{\"b\": [1, 2.5, null], \"a\": true} 1 True 0cc175b9c0f1b6a831c399e269772661"
                        + " [(1, 'a'), (2, 'b')]");
    }

    @Test
    void modulesOfPythonAreThereAsFarAsProjectsUseThem() {
        assertThat(compiled("{{ modules.datetime.datetime.strptime('2026-01-31', '%Y-%m-%d')"
                        + ".strftime('%d.%m.%Y') }} {{ modules.re.sub('[^a-z]+', '_', 'a b-c') }}"
                        + " {{ run_started_at.strftime('%Y-%m-%d') }}"))
                .isEqualTo("31.01.2026 a_b_c 2026-11-20");
    }

    @Test
    void theGraphListsTheNodesOfTheProject() {
        assertThat(compiled(
                        "{% if execute %}{% for node in graph.nodes.values() | selectattr('resource_type', 'equalto',"
                                + " 'model') | sort(attribute='name') %}{{ node.name }} {% endfor %}{% endif %}"))
                .isEqualTo("a base");
    }

    @Test
    void thisTargetAndModelDescribeWhereTheModelGoes() {
        assertThat(
                        compiled(
                                "{{ this }} {{ this.schema }} {{ target.name }} {{ model.unique_id }} {{ flags.FULL_REFRESH }}"))
                .isEqualTo("\"main\".\"a\" main dev model.shop.a False");
    }

    @Test
    void packagesKeepNotesInTheGraphWhichIsOneDictForAllNodesOfARun() {
        project.file("models/b.sql", "select {{ graph.setdefault('notes', []) | length }}");
        project.file("models/c.sql", "{% do graph['notes'].append('c') %}select {{ 'notes' in graph }}");
        ModelExecutor executor = project.executor();

        assertThat(executor.compile("model.shop.b")).isEqualTo("select 0");
        assertThat(executor.compile("model.shop.c")).isEqualTo("select True");
        assertThat(executor.compile("model.shop.b")).isEqualTo("select 1");
        assertThat(compiled("{{ graph.get('nodes')['model.shop.b'].name }} {{ graph.keys() | list | first }}"))
                .isEqualTo("b nodes");
    }

    @Test
    void aResultIsSortedCutAndPrintedAsAgateDoesIt() {
        List<String> said = new ArrayList<>();
        Environment plain = project.environment();
        project.environment(new Environment(
                plain.projectName(),
                plain.ingotProject(),
                plain.target(),
                plain.variables(),
                plain.environment(),
                plain.pipelineTables(),
                plain.fullRefresh(),
                plain.invocationId(),
                plain.started(),
                plain.command(),
                said::add,
                plain.flags()));
        String query =
                "select * from (values (1, 'x', 1234.56789, true, null), (20000, 'a very long text of more', 2.5,"
                        + " null, 'q')) t(id, kind, num, b, n)";

        assertThat(compiled("{% set t = run_query(\"" + query + "\") %}{% do t.print_table(max_columns=4) %}"
                        + "{{ t.order_by('num').rows[0]['id'] }} {{ t.order_by('id', reverse=true).limit(1).rows[0][0] }}"
                        + " {{ t.exclude(['b', 'n']).column_names | join(',') }} {{ t.columns['num'].data_type }}"
                        + " {{ t.columns['kind'].index }} {{ t.select('id').columns | length }}"))
                .isEqualTo("20000 20000 id,kind,num <agate.data_types.number.Number object> 1 1");
        assertThat(said)
                .containsExactly(
                        "|     id | kind                 |        num |    b | ... |",
                        "| ------ | -------------------- | ---------- | ---- | --- |",
                        "|      1 | x                    | 1,234.568… | True | ... |",
                        "| 20,000 | a very long text ... |     2.500… |      | ... |");
        assertThatThrownBy(() -> compiled("{{ run_query('select 1 as x').group_by('x') }}"))
                .hasMessageContaining("a table's group_by() is not supported");
    }

    @Test
    void statementsOfTheProjectRunAtStartAndEnd() {
        project.file(
                "dbt_project.yml",
                "name: shop\non-run-start: \"{{ log('starting') }}\"\non-run-end: [\"select {{ results | length }}\"]\n");
        ModelExecutor executor = project.executor();

        executor.hook("operation.shop.shop-on-run-start-0", List.of());
        executor.hook("operation.shop.shop-on-run-end-0", List.of());
        assertThat(executor.compiled("operation.shop.shop-on-run-end-0")).hasValue("select 0");
    }

    @Test
    void aTemplateInAVariableIsRenderedWhereTheVariableIsUsed() {
        project.file("dbt_project.yml", """
                        name: shop
                        vars:
                          size: "{{ 500 if target.type == 'bigquery' else var('usual') }}"
                          usual: 10000
                          round: "{{ var('round', 'and round') }}"
                        """);

        assertThat(compiled("{{ (var('size') | int) + 1 }} {{ var('round') }}")).isEqualTo("10001 and round");
    }

    @Test
    void theVersionsOfTheProjectAndItsPackagesHangOnRef() {
        project.file("dbt_project.yml", "name: shop\nversion: '1.2.0'\n")
                .file("dbt_packages/tools/dbt_project.yml", "name: tools\nversion: '0.9.1'\n");

        assertThat(compiled("""
                        {%- set config = builtins.ref.config -%}
                        {{ config.project_name }} {{ config.dependencies['shop'].version }} {{ config.dependencies['tools'].version }}""")).isEqualTo("shop 1.2.0 0.9.1");
    }

    @Test
    void aDateSpineHasARowForEachStepBeforeItsEnd() {
        project.file("models/months.sql", """
                        {{ config(materialized='table') }}
                        {{ dbt.date_spine('month', "cast('2024-11-01' as date)", "cast('2025-02-01' as date)") }}""");
        project.buildAll();

        assertThat(project.rows("select strftime(date_month, '%Y-%m-%d') from main.months order by 1"))
                .containsExactly("2024-11-01", "2024-12-01", "2025-01-01");
    }

    @Test
    void aSeriesCountsFromOne() {
        project.file("models/numbers.sql", "{{ config(materialized='table') }} {{ dbt.generate_series(3) }}");
        project.buildAll();

        assertThat(project.rows("select * from main.numbers where " + compiled("{{ dbt.equals('1', '1') }}")))
                .containsExactly("1", "2", "3");
    }

    @Test
    void regularExpressionsAreReadAsPythonReadsThem() {
        project.file(
                "models/re.sql",
                "{% set re = modules.re %}"
                        + "{{ re.sub('(a)(?P<last>b)', '\\\\g<last>$\\\\g<1>1', 'xab') }}"
                        + " {{ re.findall('{{\\\\s*ref\\\\(([a-z]{1,3})\\\\)\\\\s*}}', '{' ~ '{ ref(abc) }' ~ '}') }}");

        assertThat(project.compiled("model.shop.re")).isEqualTo("xb$a1 ['abc']");
    }

    @Test
    void theColumnsOfATableThatIsNotThereAreNone() {
        project.file(
                "models/none.sql",
                "{{ adapter.get_columns_in_relation("
                        + "api.Relation.create(schema='nowhere', identifier='nothing')) | length }}");

        assertThat(project.compiled("model.shop.none")).isEqualTo("0");
    }

    @Test
    void aSourceInTheGraphHasItsColumnsAndItsFreshness() {
        project.file(
                        "models/src.yml",
                        "sources: [{name: raw, tables: [{name: t, freshness: {warn_after:"
                                + " {count: 2, period: day}}, columns: [{name: id}]}]}]")
                .file(
                        "models/seen.sql",
                        "{% if execute %}{% set t = graph.sources['source.shop.raw.t'] %}"
                                + "{{ t.columns.id.name }} {{ t.freshness.warn_after.count }}"
                                + " {{ t.config.freshness.error_after.count }} {{ t.fqn[-1] }}{% endif %}");

        assertThat(project.compiled("model.shop.seen")).isEqualTo("id 2 None t");
    }

    @Test
    void aSourceMayBeAFileOfTheProject() {
        project.file("data/eu/orders.csv", "id,amount\n1,10\n2,20\n")
                .file("models/sources.yml", """
                sources:
                  - name: files
                    meta: {external_location: "data/{region}/{name}.csv"}
                    tables:
                      - {name: orders, meta: {region: eu}}
                      - {name: numbers, config: {external_location: "range(3)"}}
                """)
                .file("models/a.sql", """
                select (select sum(amount) from {{ source('files', 'orders') }}) as amount,
                    (select count(*) from {{ source('files', 'numbers') }}) as numbers""");

        project.buildAll();

        assertThat(project.compiled("model.shop.a"))
                .contains("from 'data/eu/orders.csv')")
                .contains("from range(3))");
        assertThat(project.rows("select amount || ' ' || numbers from main.a")).containsExactly("30 3");
    }

    @Test
    void dispatchInANamespaceThatIsNoPackageFindsWhatItWouldFindWithoutOne() {
        project.file(
                "macros/part.sql",
                "{% macro part() %}{{ return(adapter.dispatch('part', 'macros')()) }}{% endmacro %}"
                        + "{% macro default__part() %}found{% endmacro %}");

        assertThat(compiled("{{ part() }}")).isEqualTo("found");
    }
}
