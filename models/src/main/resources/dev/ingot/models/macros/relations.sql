{#- Small helpers that projects and packages call by name. -#}

{% macro get_columns_in_query(select_sql) %}
{%- set names = [] -%}
{%- for column in adapter.get_column_schema_from_query(select_sql) -%}{%- do names.append(column.name) -%}{%- endfor -%}
{{ return(names) }}
{% endmacro %}

{% macro get_columns_in_relation(relation) %}{{ return(adapter.get_columns_in_relation(relation)) }}{% endmacro %}

{% macro get_quoted_csv(column_names) %}
{%- set quoted = [] -%}
{%- for name in column_names -%}{%- do quoted.append(adapter.quote(name)) -%}{%- endfor -%}
{{ return(quoted | join(', ')) }}
{% endmacro %}

{#- dbt-duckdb's way to find the files of external models again; what is not made as a file needs it not. -#}
{% macro register_upstream_external_models() %}{% endmacro %}
