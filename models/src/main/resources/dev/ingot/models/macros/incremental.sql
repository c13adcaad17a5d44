{#- How rows get into a table that is there, for materialization blocks that do it with SQL of their own. -#}

{#- The columns that a merge sets: the stated ones, or all that are not left out. -#}
{% macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}{{ return(adapter.dispatch('get_merge_update_columns', 'dbt')(merge_update_columns, merge_exclude_columns, dest_columns)) }}{% endmacro %}
{% macro default__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
{%- if merge_update_columns and merge_exclude_columns -%}
{%- do exceptions.raise_compiler_error('Model ' ~ this ~ ' sets merge_update_columns and merge_exclude_columns; only one of them can hold') -%}
{%- endif -%}
{%- if merge_update_columns -%}{{ return(merge_update_columns) }}{%- endif -%}
{%- set left_out = (merge_exclude_columns or []) | map('lower') | list -%}
{%- set columns = [] -%}
{%- for column in dest_columns if column.column | lower not in left_out -%}{%- do columns.append(column.quoted) -%}{%- endfor -%}
{{ return(columns) }}
{% endmacro %}

{% macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}{{ return(adapter.dispatch('get_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates)) }}{% endmacro %}
{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
{%- set conditions = [] -%}
{%- do conditions.extend(incremental_predicates or []) -%}
{%- set keys = [unique_key] if unique_key is string else (unique_key or []) -%}
{%- for key in keys -%}{%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}{%- endfor -%}
{%- if not keys -%}{%- do conditions.append('false') -%}{%- endif -%}
{%- set names = dest_columns | map(attribute='quoted') | list -%}
{%- set updated = get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
merge into {{ target }} as DBT_INTERNAL_DEST
using {{ source }} as DBT_INTERNAL_SOURCE
on ({{ conditions | join(') and (') }})
{% if keys -%}
when matched then update set {% for name in updated %}{{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
{% endif -%}
when not matched then insert ({{ names | join(', ') }})
values (DBT_INTERNAL_SOURCE.{{ names | join(', DBT_INTERNAL_SOURCE.') }})
{% endmacro %}

{% macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}{{ return(adapter.dispatch('get_delete_insert_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates)) }}{% endmacro %}
{% macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
{%- set names = dest_columns | map(attribute='quoted') | join(', ') -%}
{%- if unique_key -%}
{%- set keys = [unique_key] if unique_key is string else unique_key -%}
delete from {{ target }} as DBT_INTERNAL_DEST
where ({{ keys | join(', ') }}) in (select distinct {{ keys | join(', ') }} from {{ source }} as DBT_INTERNAL_SOURCE)
{%- for predicate in incremental_predicates or [] %} and {{ predicate }}{% endfor %};
{% endif -%}
insert into {{ target }} ({{ names }}) select {{ names }} from {{ source }}
{% endmacro %}

{% macro get_insert_into_sql(target_relation, temp_relation, dest_columns) %}
{%- set names = dest_columns | map(attribute='quoted') | join(', ') -%}
insert into {{ target_relation }} ({{ names }}) select {{ names }} from {{ temp_relation }}
{% endmacro %}

{#- One macro for each strategy; what a project adds is named in the same way. -#}
{% macro get_incremental_append_sql(arg_dict) %}{{ return(get_insert_into_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns)) }}{% endmacro %}
{% macro get_incremental_delete_insert_sql(arg_dict) %}{{ return(get_delete_insert_merge_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.unique_key, arg_dict.dest_columns, arg_dict.incremental_predicates)) }}{% endmacro %}
{% macro get_incremental_merge_sql(arg_dict) %}{{ return(get_merge_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.unique_key, arg_dict.dest_columns, arg_dict.incremental_predicates)) }}{% endmacro %}
{% macro get_incremental_default_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_default_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_default_sql(arg_dict) %}
{{ return(get_incremental_delete_insert_sql(arg_dict) if arg_dict.unique_key else get_incremental_append_sql(arg_dict)) }}
{% endmacro %}

{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
{{ return(on_schema_change if on_schema_change in ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] else default) }}
{% endmacro %}

{#- The columns of the first that the second has not. -#}
{% macro diff_columns(source_columns, target_columns) %}
{%- set there = target_columns | map(attribute='name') | map('lower') | list -%}
{%- set missing = [] -%}
{%- for column in source_columns if column.name | lower not in there -%}{%- do missing.append(column) -%}{%- endfor -%}
{{ return(missing) }}
{% endmacro %}

{% macro alter_relation_add_remove_columns(relation, add_columns=none, remove_columns=none) %}
{%- for column in add_columns or [] -%}{%- do run_query('alter table ' ~ relation ~ ' add column ' ~ column.quoted ~ ' ' ~ column.data_type) -%}{%- endfor -%}
{%- for column in remove_columns or [] -%}{%- do run_query('alter table ' ~ relation ~ ' drop column ' ~ column.quoted) -%}{%- endfor -%}
{% endmacro %}

{% macro alter_column_type(relation, column_name, new_column_type) %}
{%- do run_query('alter table ' ~ relation ~ ' alter column ' ~ adapter.quote(column_name) ~ ' type ' ~ new_column_type) -%}
{% endmacro %}

{#- Makes the table fit the rows; gives the columns to insert, or nothing where that is not looked at. -#}
{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}
{%- if on_schema_change == 'ignore' -%}{{ return([]) }}{%- endif -%}
{%- set given = adapter.get_columns_in_relation(source_relation) -%}
{%- set there = adapter.get_columns_in_relation(target_relation) -%}
{%- set more = diff_columns(given, there) -%}
{%- set fewer = diff_columns(there, given) -%}
{%- if on_schema_change == 'fail' and (more or fewer) -%}
{%- do exceptions.raise_compiler_error('The columns of ' ~ target_relation ~ ' do not fit: new in the select are ' ~ more | map(attribute='name') | list ~ ', missing there are ' ~ fewer | map(attribute='name') | list ~ '. Set on_schema_change to append_new_columns or sync_all_columns, or build with --full-refresh.') -%}
{%- endif -%}
{%- do alter_relation_add_remove_columns(target_relation, more, fewer if on_schema_change == 'sync_all_columns' else none) -%}
{{ return(given) }}
{% endmacro %}
