{{ config(unique_key=['review_id', 'order_id']) }}
select * from {{ source('bronze', 'order_reviews_log') }}
