{#
    The values of a key whose rows may have changed since this table was last built: those of newer changes in the logs and
    of older ones that were loaded late, those of deleted rows, and those that a row had before its key was changed. Where a
    table was truncated, all that are here. The condition is made of constants, so that old parts of a log are not read.
#}
{% macro changed(key, logs) -%}
{%- set built = run_query(
    "select coalesce(max(_ingot_lsn), 0), strftime(coalesce(max(_ingot_loaded_at), to_timestamp(0)), '%Y-%m-%d %H:%M:%S.%f+00') from "
    ~ this
).rows[0] -%}
with news as (
    {%- for log in logs %}
    {{ 'union all' if not loop.first }}
    select {{ key }}, _ingot_before ->> '$.{{ key }}' as key_before, _ingot_op as op
    from {{ source('bronze', log) }}
    where _ingot_lsn > {{ built[0] }} or _ingot_loaded_at > timestamptz '{{ built[1] }}'
    {%- endfor %}
)

select {{ key }} from news where {{ key }} is not null
union
select key_before from news where key_before is not null
union
select {{ key }} from {{ this }} where exists (select 1 from news where op = 't')
{%- endmacro %}

{% macro changed_orders_or_customers() -%}
select order_id from (
    {{ changed('order_id', ['orders_log', 'order_items_log', 'order_payments_log', 'order_reviews_log']) }}
)
union
select order_id from {{ ref('orders') }} where customer_id in ({{ changed('customer_id', ['customers_log']) }})
{%- endmacro %}
