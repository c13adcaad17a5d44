{{ config(materialized='table', on_change=true) }}
select
    {{ surrogate_key('seller_id') }} as seller_key,
    seller_id,
    seller_city,
    seller_state,
    seller_zip_code_prefix,
    {{ region('seller_state') }} as seller_region,
    created_at,
    updated_at
from {{ ref('sellers') }}
union all by name
select 0 as seller_key, 'unknown' as seller_id, 'Unknown' as seller_region
