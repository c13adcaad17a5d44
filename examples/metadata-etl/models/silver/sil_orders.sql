{{ config(unique_key='order_id') }}

select
    order_id,
    customer_id,
    product_name,
    quantity,
    price,
    order_date,
    cast(quantity * price as decimal(18, 2)) as order_total,
    _ingot_loaded_at as loaded_at
from {{ source('bronze', 'orders') }}
{% if is_incremental() %}
where _ingot_loaded_at >= (select coalesce(max(loaded_at), timestamp '1970-01-01') from {{ this }})
{% endif %}
