-- Each hour: its orders, what they are worth, and how many people came for the first time.
with firsts as (
    select customer_unique_id, min(order_purchase_timestamp) as first_purchase
    from {{ ref('orders_enriched') }}
    group by customer_unique_id
)

select
    orders.order_date as metric_date,
    orders.order_hour as metric_hour,
    count(*) as orders_count,
    coalesce(sum(orders.order_total), 0) as revenue,
    avg(orders.order_total) as avg_order_value,
    count(distinct firsts.customer_unique_id) as new_customers,
    max(orders._ingot_committed_at) as newest_change
from {{ ref('orders_enriched') }} as orders
left join firsts
    on firsts.customer_unique_id = orders.customer_unique_id
    and date_trunc('hour', firsts.first_purchase) = date_trunc('hour', orders.order_purchase_timestamp)
where orders.order_status <> 'canceled'
group by orders.order_date, orders.order_hour
