-- One row for each item of an order. What was paid belongs to the order and not to its items: it is in fact_payments, so
-- that no sum counts it twice.
{{ config(
    materialized='incremental', unique_key='order_id', on_change=true,
    partition_by=['order_month'],
    changed_keys="{{ changed('order_id', ['orders_log', 'order_items_log', 'order_payments_log', 'order_reviews_log']) }}"
) }}

with items as (
    select * from {{ ref('order_items') }}
    {% if is_incremental() %}where order_id in (select order_id from changed_keys){% endif %}
),

payments as (
    {{ payments_of_orders() }}
    where order_id in (select order_id from items)
    group by order_id
),

reviews as (
    {{ reviews_of_orders() }}
    where order_id in (select order_id from items)
    group by order_id
)

select
    {{ surrogate_key("items.order_id || '/' || items.order_item_id") }} as order_item_key,
    {{ surrogate_key('items.order_id') }} as order_key,
    {{ date_key('shop_orders.order_purchase_timestamp') }} as date_key,
    {{ surrogate_key('shop_orders.customer_id') }} as customer_key,
    {{ surrogate_key('items.product_id') }} as product_key,
    {{ surrogate_key('items.seller_id') }} as seller_key,
    coalesce(payment_types.payment_type_key, 0) as payment_type_key,
    coalesce(statuses.status_key, 0) as status_key,
    items.order_id,
    items.order_item_id,
    cast(shop_orders.order_purchase_timestamp as date) as order_date,
    {{ month_of('shop_orders.order_purchase_timestamp') }} as order_month,
    1 as quantity,
    items.price as unit_price,
    items.freight_value,
    items.price + items.freight_value as total_amount,
    payments.max_installments as payment_installments,
    reviews.review_score,
    shop_orders.order_purchase_timestamp,
    shop_orders.order_approved_at,
    shop_orders.order_delivered_carrier_date,
    shop_orders.order_delivered_customer_date,
    shop_orders.order_estimated_delivery_date,
    date_diff('day', shop_orders.order_purchase_timestamp, shop_orders.order_delivered_customer_date) as delivery_days,
    date_diff('day', shop_orders.order_purchase_timestamp, shop_orders.order_estimated_delivery_date)
        as estimated_delivery_days,
    date_diff('day', shop_orders.order_estimated_delivery_date, shop_orders.order_delivered_customer_date)
        as delivery_delay_days,
    greatest(items._ingot_lsn, shop_orders._ingot_lsn, payments.lsn, reviews.lsn) as _ingot_lsn,
    greatest(items._ingot_loaded_at, shop_orders._ingot_loaded_at, payments.loaded_at, reviews.loaded_at)
        as _ingot_loaded_at,
    greatest(
        items._ingot_committed_at, shop_orders._ingot_committed_at, payments.committed_at, reviews.committed_at
    ) as _ingot_committed_at
from items
inner join {{ ref('orders') }} as shop_orders on shop_orders.order_id = items.order_id
left join payments on payments.order_id = items.order_id
left join reviews on reviews.order_id = items.order_id
left join {{ ref('dim_payment_type') }} as payment_types
    on payment_types.payment_type = payments.primary_payment_type
left join {{ ref('dim_order_status') }} as statuses on statuses.order_status = shop_orders.order_status
