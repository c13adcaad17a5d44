-- One row for each order, whatever it has: an order without items has none, not 0.00 of them.
{{ config(
    materialized='incremental', unique_key='order_id', on_change=true,
    partition_by=['order_year', 'order_month'],
    changed_keys="{{ changed_orders_or_customers() }}"
) }}

with shop_orders as (
    select * from {{ ref('orders') }}
    {% if is_incremental() %}where order_id in (select order_id from changed_keys){% endif %}
),

items as (
    select
        order_id,
        count(*) as total_items,
        sum(price) as total_price,
        sum(freight_value) as total_freight,
        count(distinct product_id) as unique_products,
        count(distinct seller_id) as unique_sellers,
        max(_ingot_lsn) as lsn,
        max(_ingot_loaded_at) as loaded_at,
        max(_ingot_committed_at) as committed_at
    from {{ ref('order_items') }}
    where order_id in (select order_id from shop_orders)
    group by order_id
),

payments as (
    {{ payments_of_orders() }}
    where order_id in (select order_id from shop_orders)
    group by order_id
),

reviews as (
    {{ reviews_of_orders() }}
    where order_id in (select order_id from shop_orders)
    group by order_id
)

select
    shop_orders.order_id,
    shop_orders.order_status,
    shop_orders.order_purchase_timestamp,
    shop_orders.order_approved_at,
    shop_orders.order_delivered_carrier_date,
    shop_orders.order_delivered_customer_date,
    shop_orders.order_estimated_delivery_date,
    shop_orders.customer_id,
    buyers.customer_unique_id,
    buyers.customer_city,
    buyers.customer_state,
    coalesce(items.total_items, 0) as total_items,
    items.total_price,
    items.total_freight,
    items.total_price + items.total_freight as order_total,
    coalesce(items.unique_products, 0) as unique_products,
    coalesce(items.unique_sellers, 0) as unique_sellers,
    payments.total_payment,
    payments.primary_payment_type,
    payments.max_installments,
    reviews.review_score,
    reviews.reviews,
    date_diff('day', shop_orders.order_purchase_timestamp, shop_orders.order_delivered_customer_date) as delivery_days,
    date_diff('day', shop_orders.order_estimated_delivery_date, shop_orders.order_delivered_customer_date)
        as delivery_delay_days,
    cast(shop_orders.order_purchase_timestamp as date) as order_date,
    year(shop_orders.order_purchase_timestamp) as order_year,
    month(shop_orders.order_purchase_timestamp) as order_month,
    isodow(shop_orders.order_purchase_timestamp) as order_day_of_week,
    hour(shop_orders.order_purchase_timestamp) as order_hour,
    greatest(shop_orders._ingot_lsn, buyers._ingot_lsn, items.lsn, payments.lsn, reviews.lsn) as _ingot_lsn,
    greatest(
        shop_orders._ingot_loaded_at, buyers._ingot_loaded_at, items.loaded_at, payments.loaded_at, reviews.loaded_at
    ) as _ingot_loaded_at,
    greatest(
        shop_orders._ingot_committed_at,
        buyers._ingot_committed_at,
        items.committed_at,
        payments.committed_at,
        reviews.committed_at
    ) as _ingot_committed_at
from shop_orders
left join {{ ref('customers') }} as buyers on buyers.customer_id = shop_orders.customer_id
left join items on items.order_id = shop_orders.order_id
left join payments on payments.order_id = shop_orders.order_id
left join reviews on reviews.order_id = shop_orders.order_id
