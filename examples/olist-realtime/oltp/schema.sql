-- The shop's tables. Money is numeric and zip codes are text; a review may belong to several orders, and to have no English
-- name is no reason to keep a category out.
create table customers (
    customer_id varchar(50) primary key,
    customer_unique_id varchar(50) not null,
    customer_zip_code_prefix varchar(10),
    customer_city varchar(100),
    customer_state varchar(10),
    created_at timestamp not null default now(),
    updated_at timestamp not null default now()
);

create table sellers (
    seller_id varchar(50) primary key,
    seller_zip_code_prefix varchar(10),
    seller_city varchar(100),
    seller_state varchar(10),
    created_at timestamp not null default now(),
    updated_at timestamp not null default now()
);

create table product_categories (
    category_name varchar(100) primary key,
    category_name_english varchar(100),
    created_at timestamp not null default now()
);

create table products (
    product_id varchar(50) primary key,
    product_category_name varchar(100) references product_categories,
    product_name_length integer,
    product_description_length integer,
    product_photos_qty integer,
    product_weight_g integer,
    product_length_cm integer,
    product_height_cm integer,
    product_width_cm integer,
    created_at timestamp not null default now(),
    updated_at timestamp not null default now()
);

create table orders (
    order_id varchar(50) primary key,
    customer_id varchar(50) not null references customers,
    order_status varchar(20) not null,
    order_purchase_timestamp timestamp not null,
    order_approved_at timestamp,
    order_delivered_carrier_date timestamp,
    order_delivered_customer_date timestamp,
    order_estimated_delivery_date timestamp,
    created_at timestamp not null default now(),
    updated_at timestamp not null default now()
);

create table order_items (
    order_id varchar(50) not null references orders,
    order_item_id integer not null,
    product_id varchar(50) not null references products,
    seller_id varchar(50) not null references sellers,
    shipping_limit_date timestamp,
    price numeric(10, 2) not null,
    freight_value numeric(10, 2) not null,
    created_at timestamp not null default now(),
    primary key (order_id, order_item_id)
);

create table order_payments (
    order_id varchar(50) not null references orders,
    payment_sequential integer not null,
    payment_type varchar(20) not null,
    payment_installments integer not null,
    payment_value numeric(10, 2) not null,
    created_at timestamp not null default now(),
    primary key (order_id, payment_sequential)
);

create table order_reviews (
    review_id varchar(50) not null,
    order_id varchar(50) not null references orders,
    review_score integer not null check (review_score between 1 and 5),
    review_comment_title text,
    review_comment_message text,
    review_creation_date timestamp,
    review_answer_timestamp timestamp,
    created_at timestamp not null default now(),
    primary key (review_id, order_id)
);

create index on orders (customer_id);
create index on orders (order_status);
create index on orders (order_purchase_timestamp);
create index on products (product_category_name);
create index on order_items (product_id);
create index on order_items (seller_id);
create index on order_reviews (order_id);

create function touch() returns trigger language plpgsql as $$
begin
    new.updated_at := now();
    return new;
end $$;

create trigger touched before update on customers for each row execute function touch();
create trigger touched before update on sellers for each row execute function touch();
create trigger touched before update on products for each row execute function touch();
create trigger touched before update on orders for each row execute function touch();
