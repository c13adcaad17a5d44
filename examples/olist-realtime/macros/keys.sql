{# A key of 63 bits that is the same in every build and on every machine; the tests 'unique' would tell a collision. #}
{% macro surrogate_key(column) %}cast(md5_number_lower({{ column }}) >> 1 as bigint){% endmacro %}

{% macro date_key(moment) %}coalesce(cast(strftime({{ moment }}, '%Y%m%d') as integer), 0){% endmacro %}

{# What large tables are partitioned by: a change of one order writes a month anew, and not all there is. #}
{% macro month_of(moment) %}cast(date_trunc('month', {{ moment }}) as date){% endmacro %}

{% macro region(state) -%}
case
        when {{ state }} in ('AC', 'AP', 'AM', 'PA', 'RO', 'RR', 'TO') then 'Norte'
        when {{ state }} in ('AL', 'BA', 'CE', 'MA', 'PB', 'PE', 'PI', 'RN', 'SE') then 'Nordeste'
        when {{ state }} in ('DF', 'GO', 'MT', 'MS') then 'Centro-Oeste'
        when {{ state }} in ('ES', 'MG', 'RJ', 'SP') then 'Sudeste'
        when {{ state }} in ('PR', 'RS', 'SC') then 'Sul'
        else 'Unknown'
    end
{%- endmacro %}
