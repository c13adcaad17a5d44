-- One row for each review of an order. Product and seller are those of the order's first item, and unknown (0) where it has
-- none.
{{ config(
    materialized='incremental', unique_key='order_id', on_change=true,
    changed_keys="{{ changed('order_id', ['orders_log', 'order_items_log', 'order_reviews_log']) }}"
) }}

with reviews as (
    select * from {{ ref('order_reviews') }}
    {% if is_incremental() %}where order_id in (select order_id from changed_keys){% endif %}
),

first_items as (
    select
        order_id,
        first(product_id order by order_item_id) as product_id,
        first(seller_id order by order_item_id) as seller_id,
        max(_ingot_lsn) as lsn,
        max(_ingot_loaded_at) as loaded_at,
        max(_ingot_committed_at) as committed_at
    from {{ ref('order_items') }}
    where order_id in (select order_id from reviews)
    group by order_id
)

select
    {{ surrogate_key("reviews.review_id || '/' || reviews.order_id") }} as review_key,
    {{ surrogate_key('reviews.order_id') }} as order_key,
    {{ date_key('reviews.review_creation_date') }} as date_key,
    {{ surrogate_key('shop_orders.customer_id') }} as customer_key,
    coalesce({{ surrogate_key('first_items.product_id') }}, 0) as product_key,
    coalesce({{ surrogate_key('first_items.seller_id') }}, 0) as seller_key,
    reviews.review_id,
    reviews.order_id,
    reviews.review_score,
    coalesce(reviews.review_comment_message, '') <> '' as has_comment,
    length(coalesce(reviews.review_comment_message, '')) as comment_length,
    reviews.review_creation_date,
    reviews.review_answer_timestamp,
    date_diff('hour', reviews.review_creation_date, reviews.review_answer_timestamp) as response_time_hours,
    greatest(reviews._ingot_lsn, shop_orders._ingot_lsn, first_items.lsn) as _ingot_lsn,
    greatest(reviews._ingot_loaded_at, shop_orders._ingot_loaded_at, first_items.loaded_at) as _ingot_loaded_at,
    greatest(reviews._ingot_committed_at, shop_orders._ingot_committed_at, first_items.committed_at)
        as _ingot_committed_at
from reviews
inner join {{ ref('orders') }} as shop_orders on shop_orders.order_id = reviews.order_id
left join first_items on first_items.order_id = reviews.order_id
