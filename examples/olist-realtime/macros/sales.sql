{#
    Figures of sales by something, from the items. What belongs to an order (its review, its delivery) counts once for each
    order and not once for each item; a mean is over what is known.
#}
{% macro sales_by(columns, from_items) -%}
with items as (
    {{ from_items }}
),

by_order as (
    select
        {{ columns }},
        order_id,
        count(*) as pieces,
        sum(total_amount) as revenue,
        sum(unit_price) as goods,
        sum(freight_value) as freight,
        any_value(customer_unique_id) as customer_unique_id,
        any_value(review_score) as review_score,
        any_value(delivery_days) as delivery_days,
        any_value(delivery_delay_days) as delivery_delay_days
    from items
    group by {{ columns }}, order_id
)

select
    {{ columns }},
    sum(pieces) as total_items_sold,
    count(*) as total_orders,
    count(distinct customer_unique_id) as unique_customers,
    sum(revenue) as total_revenue,
    sum(freight) as total_freight,
    sum(revenue) / count(*) as avg_order_value,
    sum(goods) / sum(pieces) as avg_unit_price,
    avg(review_score) as avg_review_score,
    avg(delivery_days) as avg_delivery_days,
    avg(delivery_delay_days) as avg_delivery_delay
from by_order
group by {{ columns }}
{%- endmacro %}

{% macro sold_items(extra, joins='') -%}
select facts.*, buyers.customer_unique_id, {{ extra }}
    from {{ ref('fact_orders') }} as facts
    left join {{ ref('dim_customers') }} as buyers on buyers.customer_key = facts.customer_key
    {{ joins }}
{%- endmacro %}
