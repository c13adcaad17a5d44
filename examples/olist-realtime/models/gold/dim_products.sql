-- A category without an English name keeps its own; a product without a weight has no size.
{{ config(materialized='table', on_change=true) }}
select
    {{ surrogate_key('products.product_id') }} as product_key,
    products.product_id,
    coalesce(products.product_category_name, 'unknown') as product_category_name,
    categories.category_name_english as product_category_name_english,
    coalesce(categories.category_name_english, products.product_category_name, 'unknown') as category,
    products.product_weight_g,
    products.product_length_cm,
    products.product_height_cm,
    products.product_width_cm,
    products.product_photos_qty,
    case
        when products.product_weight_g < 500 then 'Small'
        when products.product_weight_g < 5000 then 'Medium'
        when products.product_weight_g >= 5000 then 'Large'
    end as product_size_category,
    products.created_at,
    products.updated_at
from {{ ref('products') }} as products
left join {{ ref('product_categories') }} as categories
    on categories.category_name = products.product_category_name
union all by name
select 0 as product_key, 'unknown' as product_id, 'unknown' as product_category_name, 'unknown' as category
