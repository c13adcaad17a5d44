{{ sales_by('order_date', sold_items('1 as one')) }}
