{{ config(unique_key=['order_id', 'order_item_id']) }}
select * from {{ source('bronze', 'order_items_log') }}
