{{ sales_by('customer_state', sold_items('buyers.customer_state')) }}
