-- Loads Olist's files, all of them or none. In the folder with the files:  psql -1 -v ON_ERROR_STOP=1 -f …/oltp/load.sql
\copy product_categories (category_name, category_name_english) from 'product_category_name_translation.csv' with (format csv, header)
\copy customers (customer_id, customer_unique_id, customer_zip_code_prefix, customer_city, customer_state) from 'olist_customers_dataset.csv' with (format csv, header)
\copy sellers (seller_id, seller_zip_code_prefix, seller_city, seller_state) from 'olist_sellers_dataset.csv' with (format csv, header)

-- Some categories have products and no translation.
create temp table product_file (like products including defaults);
\copy product_file (product_id, product_category_name, product_name_length, product_description_length, product_photos_qty, product_weight_g, product_length_cm, product_height_cm, product_width_cm) from 'olist_products_dataset.csv' with (format csv, header)
insert into product_categories (category_name)
select distinct product_category_name from product_file where product_category_name is not null
on conflict do nothing;
insert into products select * from product_file;
drop table product_file;

\copy orders (order_id, customer_id, order_status, order_purchase_timestamp, order_approved_at, order_delivered_carrier_date, order_delivered_customer_date, order_estimated_delivery_date) from 'olist_orders_dataset.csv' with (format csv, header)
\copy order_items (order_id, order_item_id, product_id, seller_id, shipping_limit_date, price, freight_value) from 'olist_order_items_dataset.csv' with (format csv, header)
\copy order_payments (order_id, payment_sequential, payment_type, payment_installments, payment_value) from 'olist_order_payments_dataset.csv' with (format csv, header)
\copy order_reviews (review_id, order_id, review_score, review_comment_title, review_comment_message, review_creation_date, review_answer_timestamp) from 'olist_order_reviews_dataset.csv' with (format csv, header)
analyze;
