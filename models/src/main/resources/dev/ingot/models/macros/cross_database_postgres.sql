{#- Where PostgreSQL's SQL differs from what the cross-database macros say by default. -#}

{% macro postgres__type_float() %}{{ return('double precision') }}{% endmacro %}
{% macro postgres__type_string() %}{{ return('text') }}{% endmacro %}
{% macro postgres__type_timestamp() %}{{ return('timestamp without time zone') }}{% endmacro %}

{#- There is no cast that gives null, so a value that does not fit is an error. -#}
{% macro postgres__safe_cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}

{% macro postgres__cast_bool_to_text(field) %}cast({{ field }} as text){% endmacro %}

{#- A negative part counts from the end, as in PostgreSQL 14 and newer. -#}
{% macro postgres__split_part(string_text, delimiter_text, part_number) %}split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }}){% endmacro %}

{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}
{%- if datepart == 'quarter' -%}
{{ from_date_or_timestamp }} + ((interval '3 month') * ({{ interval }}))
{%- else -%}
{{ from_date_or_timestamp }} + ((interval '1 {{ datepart }}') * ({{ interval }}))
{%- endif -%}
{% endmacro %}

{#- The number of boundaries between two moments, as in other databases: not the whole units that have passed. -#}
{% macro postgres__datediff(first_date, second_date, datepart) %}
{%- set part = datepart | lower -%}
{%- set first = '(' ~ first_date ~ ')::timestamp' -%}
{%- set second = '(' ~ second_date ~ ')::timestamp' -%}
{%- set seconds = {'day': 86400, 'hour': 3600, 'minute': 60, 'second': 1} -%}
{%- if part == 'year' -%}
(extract(year from {{ second }}) - extract(year from {{ first }}))::bigint
{%- elif part in ['quarter', 'month'] -%}
{%- set parts = 4 if part == 'quarter' else 12 -%}
((extract(year from {{ second }}) - extract(year from {{ first }})) * {{ parts }} + extract({{ part }} from {{ second }}) - extract({{ part }} from {{ first }}))::bigint
{%- elif part == 'week' -%}
{#- A week begins on Sunday; date_trunc begins it on Monday. -#}
(extract(epoch from date_trunc('week', {{ second }} + interval '1 day') - date_trunc('week', {{ first }} + interval '1 day')) / 604800)::bigint
{%- elif part in seconds -%}
(extract(epoch from date_trunc('{{ part }}', {{ second }}) - date_trunc('{{ part }}', {{ first }})) / {{ seconds[part] }})::bigint
{%- elif part == 'millisecond' -%}
(extract(epoch from date_trunc('milliseconds', {{ second }}) - date_trunc('milliseconds', {{ first }})) * 1000)::bigint
{%- elif part == 'microsecond' -%}
(extract(epoch from {{ second }} - {{ first }}) * 1000000)::bigint
{%- else -%}
{{ exceptions.raise_compiler_error("datediff knows no '" ~ datepart ~ "' in PostgreSQL") }}
{%- endif -%}
{% endmacro %}

{% macro postgres__last_day(date, datepart) %}
{%- set interval = '3 month' if datepart == 'quarter' else '1 ' ~ datepart -%}
cast(date_trunc('{{ datepart }}', {{ date }}) + interval '{{ interval }}' - interval '1 day' as date)
{% endmacro %}

{#- any_value came with PostgreSQL 16. -#}
{% macro postgres__any_value(expression) %}min({{ expression }}){% endmacro %}

{% macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
{%- if limit_num -%}
array_to_string((array_agg({{ measure }}{% if order_by_clause %} {{ order_by_clause }}{% endif %}))[1:{{ limit_num }}], {{ delimiter_text }})
{%- else -%}
string_agg({{ measure }}, {{ delimiter_text }}{% if order_by_clause %} {{ order_by_clause }}{% endif %})
{%- endif -%}
{% endmacro %}

{% macro postgres__array_construct(inputs, data_type) %}
{%- if inputs | length > 0 -%}array[{{ inputs | join(', ') }}]{%- else -%}array[]::{{ data_type }}[]{%- endif -%}
{% endmacro %}
{% macro postgres__array_append(array, new_element) %}array_append({{ array }}, {{ new_element }}){% endmacro %}
{% macro postgres__array_concat(array_1, array_2) %}array_cat({{ array_1 }}, {{ array_2 }}){% endmacro %}
