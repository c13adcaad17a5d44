{{ config(materialized='incremental', incremental_strategy='merge', unique_key='order_id') }}

select order_id, customer_id, product_name, quantity, price, order_date, order_total, loaded_at
from {{ ref('sil_orders') }}
{% if is_incremental() %}
-- From the watermark on, itself included: rows of one load share it. The merge by key makes the overlap harmless.
where loaded_at >= (select coalesce(max(loaded_at), timestamp '1970-01-01') from {{ this }})
{% endif %}
