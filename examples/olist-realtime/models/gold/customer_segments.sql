-- One row for each person with a delivered order. Days are counted to the newest delivered order's day, so that the result
-- hangs on the data alone. Who came for the first time in the last 90 days is new, not at risk.
with people as (
    select
        customer_unique_id,
        count(*) as frequency,
        coalesce(sum(order_total), 0) as monetary,
        min(order_purchase_timestamp) as first_order_date,
        max(order_purchase_timestamp) as last_order_date,
        avg(review_score) as avg_review_score
    from {{ ref('orders_enriched') }}
    where order_status = 'delivered'
    group by customer_unique_id
),

recent as (
    select *, date_diff('day', last_order_date, max(last_order_date) over ()) as recency_days from people
)

select
    *,
    case
        when recency_days < 90 and frequency >= 3 and monetary >= 500 then 'VIP'
        when recency_days < 180 and frequency >= 2 then 'Regular'
        when recency_days < 90 then 'New'
        when recency_days < 365 then 'At Risk'
        else 'Lost'
    end as segment
from recent
