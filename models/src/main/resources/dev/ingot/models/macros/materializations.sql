{#- What a materialization block is written with: names and arguments are dbt's, so that blocks of projects and packages run. -#}

{#- Before what happens outside of the transaction, what happened inside takes effect. -#}
{% macro run_hooks(hooks, inside_transaction=True) %}
{%- for hook in hooks | selectattr('transaction', 'equalto', inside_transaction) -%}
{%- if loop.first and not inside_transaction -%}{%- do adapter.commit() -%}{%- endif -%}
{%- set rendered = render(hook.sql) | trim -%}
{%- if rendered -%}
{%- call statement(auto_begin=inside_transaction) -%}{{ rendered }}{%- endcall -%}
{%- endif -%}
{%- endfor -%}
{% endmacro %}

{% macro make_hook_config(sql, inside_transaction) %}{{ return({'sql': sql, 'transaction': inside_transaction}) }}{% endmacro %}
{% macro before_begin(sql) %}{{ return(make_hook_config(sql, inside_transaction=False)) }}{% endmacro %}
{% macro in_transaction(sql) %}{{ return(make_hook_config(sql, inside_transaction=True)) }}{% endmacro %}
{% macro after_commit(sql) %}{{ return(make_hook_config(sql, inside_transaction=False)) }}{% endmacro %}

{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) %}
{%- set sql = caller() if caller is defined else '' -%}
{%- if name == 'main' -%}{%- do write(sql) -%}{%- endif -%}
{%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) -%}
{% endmacro %}

{#- PostgreSQL cuts a name after 63 bytes, and two cut names may be the same. -#}
{% macro make_relation_with_suffix(base_relation, suffix) %}
{{ return(base_relation.incorporate(path={'identifier': base_relation.identifier[:63 - suffix | length] ~ suffix})) }}
{% endmacro %}

{% macro make_intermediate_relation(base_relation, suffix='__dbt_tmp') %}{{ return(adapter.dispatch('make_intermediate_relation', 'dbt')(base_relation, suffix)) }}{% endmacro %}
{% macro default__make_intermediate_relation(base_relation, suffix) %}{{ return(make_relation_with_suffix(base_relation, suffix)) }}{% endmacro %}

{#- A table of the session has no schema. -#}
{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}{{ return(adapter.dispatch('make_temp_relation', 'dbt')(base_relation, suffix)) }}{% endmacro %}
{% macro default__make_temp_relation(base_relation, suffix) %}
{{ return(make_relation_with_suffix(base_relation, suffix).incorporate(path={'database': none, 'schema': none}, type='table')) }}
{% endmacro %}

{% macro make_backup_relation(base_relation, backup_relation_type, suffix='__dbt_backup') %}{{ return(adapter.dispatch('make_backup_relation', 'dbt')(base_relation, backup_relation_type, suffix)) }}{% endmacro %}
{% macro default__make_backup_relation(base_relation, backup_relation_type, suffix) %}
{{ return(make_relation_with_suffix(base_relation, suffix).incorporate(type=backup_relation_type)) }}
{% endmacro %}

{% macro get_or_create_relation(database, schema, identifier, type) %}
{%- set there = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
{%- if there is not none -%}{{ return([true, there]) }}{%- endif -%}
{{ return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) }}
{% endmacro %}

{% macro load_cached_relation(relation) %}{{ return(load_relation(relation)) }}{% endmacro %}

{% macro drop_relation(relation) %}{%- do adapter.drop_relation(relation) -%}{% endmacro %}
{% macro drop_relation_if_exists(relation) %}{%- if relation is not none -%}{%- do adapter.drop_relation(relation) -%}{%- endif -%}{% endmacro %}
{% macro rename_relation(from_relation, to_relation) %}{%- do adapter.rename_relation(from_relation, to_relation) -%}{% endmacro %}
{% macro truncate_relation(relation) %}{%- do adapter.truncate_relation(relation) -%}{% endmacro %}
{% macro create_schema(relation) %}{%- do adapter.create_schema(relation) -%}{% endmacro %}
{% macro drop_schema(relation) %}{%- do adapter.drop_schema(relation) -%}{% endmacro %}

{% macro create_table_as(temporary, relation, compiled_code, language='sql') %}{{ return(adapter.dispatch('create_table_as', 'dbt')(temporary, relation, compiled_code)) }}{% endmacro %}
{% macro default__create_table_as(temporary, relation, sql) %}
{{ config.get('sql_header', '') }}
create {% if temporary %}temporary {% endif %}table {{ relation.include(database=false, schema=not temporary) }} as (
{{ sql }}
);
{% endmacro %}
{% macro get_create_table_as_sql(temporary, relation, sql) %}{{ return(adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql)) }}{% endmacro %}
{% macro default__get_create_table_as_sql(temporary, relation, sql) %}{{ return(create_table_as(temporary, relation, sql)) }}{% endmacro %}

{% macro create_view_as(relation, sql) %}{{ return(adapter.dispatch('create_view_as', 'dbt')(relation, sql)) }}{% endmacro %}
{% macro default__create_view_as(relation, sql) %}
{{ config.get('sql_header', '') }}
create view {{ relation }} as (
{{ sql }}
);
{% endmacro %}
{% macro get_create_view_as_sql(relation, sql) %}{{ return(create_view_as(relation, sql)) }}{% endmacro %}

{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) %}
select * from (
{{ select_sql }}
) as dbt_subquery where false limit 0
{% endmacro %}

{% macro create_indexes(relation) %}{{ adapter.dispatch('create_indexes', 'dbt')(relation) }}{% endmacro %}
{% macro default__create_indexes(relation) %}
{%- for index in config.get('indexes', []) -%}
{%- call statement('index_' ~ loop.index) -%}{{ get_create_index_sql(relation, index) }}{%- endcall -%}
{%- endfor -%}
{% endmacro %}
{% macro get_create_index_sql(relation, index_dict) %}{{ return(adapter.dispatch('get_create_index_sql', 'dbt')(relation, index_dict)) }}{% endmacro %}
{% macro default__get_create_index_sql(relation, index_dict) %}
create {{ 'unique ' if index_dict.unique }}index if not exists "{{ local_md5(relation ~ index_dict.columns ~ index_dict.type ~ index_dict.unique) }}" on {{ relation }}
{{ 'using ' ~ index_dict.type if index_dict.type }} ({{ index_dict.columns | join(', ') }})
{% endmacro %}

{% macro should_revoke(existing_relation, full_refresh_mode=True) %}{{ return(existing_relation is not none and not full_refresh_mode) }}{% endmacro %}

{#- Only PostgreSQL has users; what was granted before and is not any more is not looked for. -#}
{% macro apply_grants(relation, grant_config, should_revoke=True) %}{{ adapter.dispatch('apply_grants', 'dbt')(relation, grant_config, should_revoke) }}{% endmacro %}
{% macro default__apply_grants(relation, grant_config, should_revoke) %}{% endmacro %}
{% macro postgres__apply_grants(relation, grant_config, should_revoke) %}
{%- for privilege, grantees in (grant_config or {}).items() -%}
{%- call statement('grants') -%}grant {{ privilege }} on {{ relation }} to {{ ([grantees] if grantees is string else grantees) | join(', ') }}{%- endcall -%}
{%- endfor -%}
{% endmacro %}

{% macro persist_docs(relation, model, for_relation=true, for_columns=true) %}{{ adapter.dispatch('persist_docs', 'dbt')(relation, model, for_relation, for_columns) }}{% endmacro %}
{% macro default__persist_docs(relation, model, for_relation, for_columns) %}
{%- set persist = config.get('persist_docs', {}) -%}
{%- if for_relation and persist.get('relation') and model.description -%}
{%- do run_query('comment on ' ~ (relation.type or 'table') | replace('_', ' ') ~ ' ' ~ relation ~ ' is ' ~ dbt.string_literal(dbt.escape_single_quotes(model.description))) -%}
{%- endif -%}
{%- if for_columns and persist.get('columns') -%}
{%- for column in model.columns.values() if column.description -%}
{%- do run_query('comment on column ' ~ relation ~ '.' ~ (adapter.quote(column.name) if column.quote else column.name) ~ ' is ' ~ dbt.string_literal(dbt.escape_single_quotes(column.description))) -%}
{%- endfor -%}
{%- endif -%}
{% endmacro %}
