-- At the grain of payments: what was paid in each way.
select
    types.payment_type,
    count(*) as total_payments,
    count(distinct payments.order_id) as total_orders,
    sum(payments.payment_value) as total_payment_value,
    avg(payments.payment_installments) as avg_installments,
    sum(payments.payment_value) / count(*) as avg_payment_value
from {{ ref('fact_payments') }} as payments
inner join {{ ref('dim_payment_type') }} as types on types.payment_type_key = payments.payment_type_key
group by types.payment_type
