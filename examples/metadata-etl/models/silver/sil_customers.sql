{{ config(unique_key='customer_id') }}

select
    customer_id,
    trim(name) as customer_name,
    lower(trim(email)) as email,
    phone,
    address,
    created_at,
    _ingot_loaded_at as loaded_at
from {{ source('bronze', 'customers') }}
{% if is_incremental() %}
where _ingot_loaded_at >= (select coalesce(max(loaded_at), timestamp '1970-01-01') from {{ this }})
{% endif %}
