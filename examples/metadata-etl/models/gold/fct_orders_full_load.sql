select order_id, customer_id, product_name, quantity, price, order_date, order_total, loaded_at
from {{ ref('sil_orders') }}
