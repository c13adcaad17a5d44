{{ sales_by(
    'hour_of_day, day_of_week',
    sold_items('hour(facts.order_purchase_timestamp) as hour_of_day, isodow(facts.order_date) as day_of_week')
) }}
