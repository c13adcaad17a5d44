-- What was sold on each day, without canceled orders. A mean is over the orders that have a value.
select
    order_date,
    count(*) as total_orders,
    count(distinct customer_unique_id) as unique_customers,
    coalesce(sum(order_total), 0) as total_revenue,
    avg(order_total) as avg_order_value,
    sum(total_items) as total_items_sold,
    avg(review_score) as avg_review_score,
    avg(delivery_days) as avg_delivery_days
from {{ ref('orders_enriched') }}
where order_status <> 'canceled'
group by order_date
