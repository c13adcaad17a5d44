{{ config(unique_key='category_name') }}
select * from {{ source('bronze', 'product_categories_log') }}
