{{ sales_by(
    'seller_key, seller_id, seller_city, seller_state',
    sold_items(
        'sellers.seller_id, sellers.seller_city, sellers.seller_state',
        'left join ' ~ ref('dim_sellers') ~ ' as sellers on sellers.seller_key = facts.seller_key'
    )
) }}
