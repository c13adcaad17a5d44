select customer_id, customer_name, email, phone, address, created_at, loaded_at
from {{ ref('sil_customers') }}
