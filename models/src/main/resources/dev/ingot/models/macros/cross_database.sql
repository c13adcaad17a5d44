{#- The cross-database macros of dbt, for the engine's SQL. A project overrides one by defining default__name. -#}

{% macro type_string() %}{{ return(adapter.dispatch('type_string', 'dbt')()) }}{% endmacro %}
{% macro default__type_string() %}{{ return('TEXT') }}{% endmacro %}
{% macro type_timestamp() %}{{ return(adapter.dispatch('type_timestamp', 'dbt')()) }}{% endmacro %}
{% macro default__type_timestamp() %}{{ return('timestamp') }}{% endmacro %}
{% macro type_float() %}{{ return(adapter.dispatch('type_float', 'dbt')()) }}{% endmacro %}
{% macro default__type_float() %}{{ return('double') }}{% endmacro %}
{% macro type_numeric() %}{{ return(adapter.dispatch('type_numeric', 'dbt')()) }}{% endmacro %}
{% macro default__type_numeric() %}{{ return('numeric(28,6)') }}{% endmacro %}
{% macro type_bigint() %}{{ return(adapter.dispatch('type_bigint', 'dbt')()) }}{% endmacro %}
{% macro default__type_bigint() %}{{ return('bigint') }}{% endmacro %}
{% macro type_int() %}{{ return(adapter.dispatch('type_int', 'dbt')()) }}{% endmacro %}
{% macro default__type_int() %}{{ return('integer') }}{% endmacro %}
{% macro type_boolean() %}{{ return(adapter.dispatch('type_boolean', 'dbt')()) }}{% endmacro %}
{% macro default__type_boolean() %}{{ return('boolean') }}{% endmacro %}

{% macro current_timestamp() %}{{ adapter.dispatch('current_timestamp', 'dbt')() }}{% endmacro %}
{% macro default__current_timestamp() %}now(){% endmacro %}
{% macro current_timestamp_backcompat() %}{{ return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) }}{% endmacro %}
{% macro default__current_timestamp_backcompat() %}current_timestamp::timestamp{% endmacro %}
{% macro current_timestamp_in_utc() %}{{ dbt.current_timestamp() }}{% endmacro %}
{% macro current_timestamp_in_utc_backcompat() %}{{ return(adapter.dispatch('current_timestamp_in_utc_backcompat', 'dbt')()) }}{% endmacro %}
{% macro default__current_timestamp_in_utc_backcompat() %}{{ dbt.current_timestamp_backcompat() }}{% endmacro %}
{% macro snapshot_get_time() %}{{ return(adapter.dispatch('snapshot_get_time', 'dbt')()) }}{% endmacro %}
{% macro default__snapshot_get_time() %}{{ dbt.current_timestamp() }}::timestamp{% endmacro %}
{% macro snapshot_string_as_time(timestamp) %}{{ return(adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp)) }}{% endmacro %}
{% macro default__snapshot_string_as_time(timestamp) %}{{ return("'" ~ timestamp ~ "'::timestamp") }}{% endmacro %}

{% macro dateadd(datepart, interval, from_date_or_timestamp) %}{{ return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) }}{% endmacro %}
{#- A bare literal has no type that the engine could add to. Steps are whole. -#}
{% macro default__dateadd(datepart, interval, from_date_or_timestamp) %}
{%- set from = from_date_or_timestamp | string | trim -%}
{%- set steps = {'quarter': ['month', 3], 'week': ['day', 7]}.get(datepart | lower) -%}
{%- set count = 'cast(' ~ interval ~ ' as bigint)' -%}
({{ 'cast(' ~ from ~ ' as timestamp)' if from[:1] == "'" and from[-1:] == "'" else from_date_or_timestamp }} + {{ '(' ~ count ~ ' * ' ~ steps[1] ~ ')' if steps else count }} * interval 1 {{ steps[0] if steps else datepart }})
{%- endmacro %}

{% macro datediff(first_date, second_date, datepart) %}{{ return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) }}{% endmacro %}
{% macro default__datediff(first_date, second_date, datepart) %}
{%- if datepart | lower == 'week' -%}
({{ dbt.datediff(first_date, second_date, 'day') }} // 7 + {{ ingot_begun_week(first_date, second_date) }})
{%- else -%}
(date_diff('{{ datepart }}', {{ ingot_operand(first_date) }}::timestamp, {{ ingot_operand(second_date) }}::timestamp))
{%- endif -%}
{% endmacro %}

{#- An expression that is more than a name, in brackets. -#}
{% macro ingot_operand(expression) -%}
{{ expression if modules.re.match('^[\\w."]+$', expression | string | trim) else '(' ~ expression ~ ')' }}
{%- endmacro %}

{#- What is added to the whole weeks between two days, so that Sundays are counted. -#}
{% macro ingot_begun_week(first_date, second_date) -%}
case when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp)
then case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
else case when {{ first_date }} <= {{ second_date }} then 1 else 0 end end
{%- endmacro %}

{% macro date_trunc(datepart, date) %}{{ return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) }}{% endmacro %}
{% macro default__date_trunc(datepart, date) %}date_trunc('{{ datepart }}', {{ date }}){% endmacro %}

{% macro last_day(date, datepart) %}{{ return(adapter.dispatch('last_day', 'dbt')(date, datepart)) }}{% endmacro %}
{% macro default__last_day(date, datepart) %}
{%- set steps = {'quarter': ['month', 3]}.get(datepart, [datepart, 1]) -%}
cast({{ dbt.dateadd('day', '-1', dbt.dateadd(steps[0], steps[1], dbt.date_trunc(datepart, date))) }} as date)
{% endmacro %}

{% macro date(year, month, day) %}{{ return(adapter.dispatch('date', 'dbt')(year, month, day)) }}{% endmacro %}
{% macro default__date(year, month, day) %}make_date({{ year }}, {{ month }}, {{ day }}){% endmacro %}

{% macro concat(fields) %}{{ return(adapter.dispatch('concat', 'dbt')(fields)) }}{% endmacro %}
{% macro default__concat(fields) %}{{ fields | join(' || ') }}{% endmacro %}

{% macro hash(field) %}{{ return(adapter.dispatch('hash', 'dbt')(field)) }}{% endmacro %}
{% macro default__hash(field) %}md5(cast({{ field }} as {{ dbt.type_string() }})){% endmacro %}

{% macro safe_cast(field, type) %}{{ return(adapter.dispatch('safe_cast', 'dbt')(field, type)) }}{% endmacro %}
{% macro default__safe_cast(field, type) %}try_cast({{ field }} as {{ type }}){% endmacro %}

{% macro cast(field, type) %}{{ return(adapter.dispatch('cast', 'dbt')(field, type)) }}{% endmacro %}
{% macro default__cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}

{% macro cast_bool_to_text(field) %}{{ return(adapter.dispatch('cast_bool_to_text', 'dbt')(field)) }}{% endmacro %}
{% macro default__cast_bool_to_text(field) %}cast({{ field }} as TEXT){% endmacro %}

{% macro string_literal(value) %}{{ return(adapter.dispatch('string_literal', 'dbt')(value)) }}{% endmacro %}
{% macro default__string_literal(value) %}'{{ value }}'{% endmacro %}

{% macro escape_single_quotes(expression) %}{{ return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) }}{% endmacro %}
{% macro default__escape_single_quotes(expression) %}{{ expression | replace("'", "''") }}{% endmacro %}

{% macro split_part(string_text, delimiter_text, part_number) %}{{ return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) }}{% endmacro %}
{% macro default__split_part(string_text, delimiter_text, part_number) %}string_split({{ string_text }}, {{ delimiter_text }})[{{ part_number }}]{% endmacro %}

{% macro replace(field, old_chars, new_chars) %}{{ return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) }}{% endmacro %}
{% macro default__replace(field, old_chars, new_chars) %}replace({{ field }}, {{ old_chars }}, {{ new_chars }}){% endmacro %}

{% macro right(string_text, length_expression) %}{{ return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) }}{% endmacro %}
{% macro default__right(string_text, length_expression) %}right({{ string_text }}, {{ length_expression }}){% endmacro %}

{% macro length(expression) %}{{ return(adapter.dispatch('length', 'dbt')(expression)) }}{% endmacro %}
{% macro default__length(expression) %}length({{ expression }}){% endmacro %}

{% macro position(substring_text, string_text) %}{{ return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) }}{% endmacro %}
{% macro default__position(substring_text, string_text) %}position({{ substring_text }} in {{ string_text }}){% endmacro %}

{% macro any_value(expression) %}{{ return(adapter.dispatch('any_value', 'dbt')(expression)) }}{% endmacro %}
{% macro default__any_value(expression) %}arbitrary({{ expression }}){% endmacro %}

{% macro bool_or(expression) %}{{ return(adapter.dispatch('bool_or', 'dbt')(expression)) }}{% endmacro %}
{% macro default__bool_or(expression) %}bool_or({{ expression }}){% endmacro %}

{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) %}{{ return(adapter.dispatch('listagg', 'dbt')(measure, delimiter_text, order_by_clause, limit_num)) }}{% endmacro %}
{% macro default__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
{%- if limit_num -%}
array_to_string(list_slice(list({{ measure }}{% if order_by_clause %} {{ order_by_clause }}{% endif %}), 1, {{ limit_num }}), {{ delimiter_text }})
{%- else -%}
string_agg({{ measure }}, {{ delimiter_text }}{% if order_by_clause %} {{ order_by_clause }}{% endif %})
{%- endif -%}
{% endmacro %}

{% macro except() %}{{ return('except') }}{% endmacro %}
{% macro intersect() %}{{ return('intersect') }}{% endmacro %}

{% macro array_construct(inputs=[], data_type=none) %}{{ return(adapter.dispatch('array_construct', 'dbt')(inputs, data_type)) }}{% endmacro %}
{% macro default__array_construct(inputs, data_type) %}
{%- if inputs | length > 0 -%}array[{{ inputs | join(', ') }}]{%- else -%}array[]::{{ data_type }}[]{%- endif -%}
{% endmacro %}
{% macro array_append(array, new_element) %}{{ return(adapter.dispatch('array_append', 'dbt')(array, new_element)) }}{% endmacro %}
{% macro default__array_append(array, new_element) %}array_append({{ array }}, {{ new_element }}){% endmacro %}
{% macro array_concat(array_1, array_2) %}{{ return(adapter.dispatch('array_concat', 'dbt')(array_1, array_2)) }}{% endmacro %}
{% macro default__array_concat(array_1, array_2) %}array_cat({{ array_1 }}, {{ array_2 }}){% endmacro %}

{% macro equals(expr1, expr2) %}{{ return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) }}{% endmacro %}
{% macro default__equals(expr1, expr2) %}({{ expr1 }} = {{ expr2 }}){% endmacro %}

{#- The numbers from 1 to the bound, as a select of one column. -#}
{% macro generate_series(upper_bound) %}{{ return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) }}{% endmacro %}
{% macro default__generate_series(upper_bound) %}select generated_number from generate_series(1, {{ upper_bound }}) as series(generated_number){% endmacro %}

{#- How many boundaries lie between two moments; asked of the warehouse, so 1 while the project is only read. -#}
{% macro get_intervals_between(start_date, end_date, datepart) %}{{ return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) }}{% endmacro %}
{% macro default__get_intervals_between(start_date, end_date, datepart) %}
{%- if not execute -%}{%- do return(1) -%}{%- endif -%}
{%- do return(run_query('select ' ~ dbt.datediff(start_date, end_date, datepart)).rows[0][0]) -%}
{% endmacro %}

{#- One row for each step from the start up to, and without, the end. -#}
{% macro date_spine(datepart, start_date, end_date) %}{{ return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) }}{% endmacro %}
{% macro default__date_spine(datepart, start_date, end_date) %}
select cast({{ dbt.dateadd(datepart, 'generated_number - 1', 'cast(' ~ start_date ~ ' as timestamp)') }} as timestamp) as date_{{ datepart }}
from ({{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}) as steps
{% endmacro %}

{#- How many doublings reach a number. -#}
{% macro get_powers_of_two(upper_bound) %}
{%- if upper_bound <= 0 -%}{{ exceptions.raise_compiler_error('upper bound must be positive') }}{%- endif -%}
{%- for power in range(1, 100) -%}{%- if upper_bound <= 2 ** power -%}{{ return(power) }}{%- endif -%}{%- endfor -%}
{% endmacro %}

{#- Days as text, from the first up to and with the last. -#}
{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}
{%- set day = modules.datetime.timedelta(days=1) -%}
{%- set first = modules.datetime.datetime.strptime(start_date_str | string, in_fmt) -%}
{%- set last = modules.datetime.datetime.strptime((start_date_str if end_date_str is none else end_date_str) | string, in_fmt) -%}
{%- set days = [] -%}
{%- for step in range((last - first).days + 1) -%}{%- do days.append((first + step * day).strftime(out_fmt)) -%}{%- endfor -%}
{{ return(days) }}
{% endmacro %}

{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
{%- set ends = (raw_partition_date | string).split(',') -%}
{%- if ends | length > 2 -%}
{{ exceptions.raise_compiler_error("a range of partitions is one date or two, not '" ~ raw_partition_date ~ "'") }}
{%- endif -%}
{{ return(dates_in_range(ends[0] | trim, ends[-1] | trim, in_fmt=date_fmt)) }}
{% endmacro %}

{% macro py_current_timestring() %}
{{ return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) }}
{% endmacro %}
