{{ config(unique_key='seller_id') }}
select * from {{ source('bronze', 'sellers_log') }}
