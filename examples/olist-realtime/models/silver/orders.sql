{{ config(unique_key='order_id') }}
select * from {{ source('bronze', 'orders_log') }}
