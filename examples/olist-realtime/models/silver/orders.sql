{{ config(unique_key='order_id', partition_by=['order_month']) }}
select *, {{ month_of('order_purchase_timestamp') }} as order_month from {{ source('bronze', 'orders_log') }}
