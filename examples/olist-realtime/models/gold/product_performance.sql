-- One row for each product that was sold. A review counts once for each order, however many pieces were in it.
with sold as (
    select
        product_key,
        order_id,
        count(*) as pieces,
        sum(unit_price) as revenue,
        sum(freight_value) as freight,
        any_value(review_score) as review_score
    from {{ ref('fact_orders') }}
    group by product_key, order_id
)

select
    products.product_id,
    products.product_category_name,
    products.category,
    sum(sold.pieces) as times_sold,
    count(*) as order_count,
    sum(sold.revenue) as total_revenue,
    sum(sold.revenue) / sum(sold.pieces) as avg_price,
    avg(sold.review_score) as avg_review_score,
    sum(sold.freight) as total_freight
from sold
inner join {{ ref('dim_products') }} as products on products.product_key = sold.product_key
group by products.product_id, products.product_category_name, products.category
