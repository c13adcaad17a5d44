-- One row for each payment; an order may be paid in several ways.
{{ config(
    materialized='incremental', unique_key='order_id', on_change=true,
    partition_by=['order_month'],
    changed_keys="{{ changed('order_id', ['orders_log', 'order_payments_log']) }}"
) }}

select
    {{ surrogate_key("payments.order_id || '/' || payments.payment_sequential") }} as payment_key,
    {{ surrogate_key('payments.order_id') }} as order_key,
    payments.payment_sequential,
    {{ date_key('shop_orders.order_purchase_timestamp') }} as date_key,
    {{ surrogate_key('shop_orders.customer_id') }} as customer_key,
    coalesce(payment_types.payment_type_key, 0) as payment_type_key,
    payments.order_id,
    cast(shop_orders.order_purchase_timestamp as date) as order_date,
    {{ month_of('shop_orders.order_purchase_timestamp') }} as order_month,
    payments.payment_value,
    payments.payment_installments,
    shop_orders.order_purchase_timestamp,
    greatest(payments._ingot_lsn, shop_orders._ingot_lsn) as _ingot_lsn,
    greatest(payments._ingot_loaded_at, shop_orders._ingot_loaded_at) as _ingot_loaded_at,
    greatest(payments._ingot_committed_at, shop_orders._ingot_committed_at) as _ingot_committed_at
from {{ ref('order_payments') }} as payments
inner join {{ ref('orders') }} as shop_orders on shop_orders.order_id = payments.order_id
left join {{ ref('dim_payment_type') }} as payment_types on payment_types.payment_type = payments.payment_type
{% if is_incremental() %}where payments.order_id in (select order_id from changed_keys){% endif %}
