{{ config(unique_key='product_id') }}
select * from {{ source('bronze', 'products_log') }}
