{#- Where PostgreSQL's SQL differs from what the cross-database macros say by default. -#}

{% macro postgres__type_float() %}{{ return('float') }}{% endmacro %}
{% macro postgres__type_string() %}{{ return('TEXT') }}{% endmacro %}

{#- There is no cast that gives null, so a value that does not fit is an error. -#}
{% macro postgres__safe_cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}

{#- A negative part counts from the end; the server counts so itself from PostgreSQL 14 on. -#}
{% macro postgres__split_part(string_text, delimiter_text, part_number) %}
{%- if part_number is number and part_number < 0 -%}
split_part({{ string_text }}, {{ delimiter_text }}, length({{ string_text }}) - length(replace({{ string_text }}, {{ delimiter_text }}, '')) + 2 + {{ part_number }})
{%- else -%}
split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endif -%}
{% endmacro %}

{% macro postgres__date(year, month, day) %}to_date('{{ '%04d-%02d-%02d' | format(year, month, day) }}', 'YYYY-MM-DD'){% endmacro %}

{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}
{%- if datepart == 'quarter' -%}
{{ from_date_or_timestamp }} + ((interval '3 month') * ({{ interval }}))
{%- else -%}
{{ from_date_or_timestamp }} + ((interval '1 {{ datepart }}') * ({{ interval }}))
{%- endif -%}
{% endmacro %}

{#- The number of boundaries between two moments. Days and weeks are integers, all else is double precision, as in dbt: a
    quotient of two of them keeps its fraction. -#}
{% macro postgres__datediff(first_date, second_date, datepart) %}
{%- set part = datepart | lower -%}
{%- set within = {
    'quarter': ['year', 4], 'month': ['year', 12], 'hour': ['day', 24], 'minute': ['hour', 60], 'second': ['minute', 60],
    'millisecond': ['minute', 60000], 'microsecond': ['minute', 60000000]} -%}
{%- set type = 'date' if part in ['year', 'quarter', 'month'] else 'timestamp' -%}
{%- set first = "date_part('" ~ part ~ "', (" ~ first_date ~ ')::' ~ type ~ ')' -%}
{%- set second = "date_part('" ~ part ~ "', (" ~ second_date ~ ')::' ~ type ~ ')' -%}
{%- if part == 'day' -%}
(({{ second_date }})::date - ({{ first_date }})::date)
{%- elif part == 'year' -%}
({{ second }} - {{ first }})
{%- elif part == 'week' -%}
({{ dbt.datediff(first_date, second_date, 'day') }} / 7 + {{ ingot_begun_week(first_date, second_date) }})
{%- elif part in ['second', 'millisecond', 'microsecond'] -%}
({{ dbt.datediff(first_date, second_date, within[part][0]) }} * {{ within[part][1] }} + floor({{ second }}) - floor({{ first }}))
{%- elif part in within -%}
({{ dbt.datediff(first_date, second_date, within[part][0]) }} * {{ within[part][1] }} + {{ second }} - {{ first }})
{%- else -%}
{{ exceptions.raise_compiler_error("datediff knows no '" ~ datepart ~ "' in PostgreSQL") }}
{%- endif -%}
{% endmacro %}

{% macro postgres__last_day(date, datepart) %}
{%- set steps = {'quarter': ['month', 3]}.get(datepart, [datepart, 1]) -%}
cast({{ dbt.dateadd('day', '-1', dbt.dateadd(steps[0], steps[1], dbt.date_trunc(datepart, date))) }} as date)
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

{% macro postgres__current_timestamp_in_utc_backcompat() %}(current_timestamp at time zone 'utc')::timestamp{% endmacro %}
{% macro postgres__snapshot_get_time() %}{{ dbt.current_timestamp() }}::timestamp without time zone{% endmacro %}
{% macro postgres__snapshot_string_as_time(timestamp) %}{{ return("'" ~ timestamp ~ "'::timestamp without time zone") }}{% endmacro %}

{#- Double precision, as sums of powers are. -#}
{% macro postgres__generate_series(upper_bound) %}select generated_number::double precision as generated_number from generate_series(1, {{ upper_bound }}) as series(generated_number){% endmacro %}
