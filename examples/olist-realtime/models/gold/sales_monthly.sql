{{ sales_by('year, month', sold_items('year(facts.order_date) as year, month(facts.order_date) as month')) }}
