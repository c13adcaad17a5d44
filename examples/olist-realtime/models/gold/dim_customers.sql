-- One row for each customer id. The shop gives a new one with each order; customer_unique_id is the person.
{{ config(
    materialized='incremental', unique_key='customer_id', on_change=true,
    changed_keys="{{ changed('customer_id', ['customers_log']) }}"
) }}

select
    {{ surrogate_key('customer_id') }} as customer_key,
    customer_id,
    customer_unique_id,
    customer_city,
    customer_state,
    customer_zip_code_prefix,
    {{ region('customer_state') }} as customer_region,
    created_at,
    updated_at,
    _ingot_lsn,
    _ingot_loaded_at
from {{ ref('customers') }}
{% if is_incremental() %}
where customer_id in (select customer_id from changed_keys)
{% else %}
union all by name
select 0 as customer_key, 'unknown' as customer_id, 'Unknown' as customer_region
{% endif %}
