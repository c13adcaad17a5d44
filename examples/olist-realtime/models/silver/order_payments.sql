{{ config(unique_key=['order_id', 'payment_sequential']) }}
select * from {{ source('bronze', 'order_payments_log') }}
