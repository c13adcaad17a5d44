{{ config(unique_key='customer_id') }}
select * from {{ source('bronze', 'customers_log') }}
