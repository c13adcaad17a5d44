{{ sales_by(
    'category',
    sold_items(
        'products.category',
        'left join ' ~ ref('dim_products') ~ ' as products on products.product_key = facts.product_key'
    )
) }}
