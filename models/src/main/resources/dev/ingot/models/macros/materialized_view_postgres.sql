{#- A select that PostgreSQL keeps the rows of: made once, then refreshed. Other SQL is taken with --full-refresh, as in dbt. -#}
{% materialization materialized_view, adapter='postgres' %}
{%- set target_relation = this.incorporate(type='materialized_view') -%}
{%- set existing_relation = load_relation(this) -%}
{%- set kept = run_query("select 1 from pg_matviews where schemaname = " ~ dbt.string_literal(this.schema) ~ " and matviewname = " ~ dbt.string_literal(this.identifier)).rows | length > 0 -%}
{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks) }}
{%- if kept and not should_full_refresh() -%}
{%- call statement('main') -%}refresh materialized view {{ target_relation }}{%- endcall -%}
{%- else -%}
{{ drop_relation_if_exists(existing_relation) }}
{%- call statement('main') -%}
create materialized view {{ target_relation }} as
{{ sql }}
{%- endcall -%}
{%- endif -%}
{{ create_indexes(target_relation) }}
{{ apply_grants(target_relation, config.get('grants')) }}
{{ persist_docs(target_relation, model) }}
{{ run_hooks(post_hooks) }}
{{ adapter.commit() }}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
