{# What an order was paid with. The kind is that of the largest payment, and of the first of equal ones. #}
{% macro payments_of_orders() -%}
select
        order_id,
        sum(payment_value) as total_payment,
        first(payment_type order by payment_value desc, payment_sequential) as primary_payment_type,
        max(payment_installments) as max_installments,
        max(_ingot_lsn) as lsn,
        max(_ingot_loaded_at) as loaded_at,
        max(_ingot_committed_at) as committed_at
    from {{ ref('order_payments') }}
{%- endmacro %}

{# An order may have several reviews: the one that was answered last counts. #}
{% macro reviews_of_orders() -%}
select
        order_id,
        count(*) as reviews,
        first(review_score order by review_answer_timestamp desc nulls last, review_id) as review_score,
        max(_ingot_lsn) as lsn,
        max(_ingot_loaded_at) as loaded_at,
        max(_ingot_committed_at) as committed_at
    from {{ ref('order_reviews') }}
{%- endmacro %}
