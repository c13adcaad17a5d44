select
    sold_on,
    count(*) as sales,
    sum(amount) as revenue
from {{ source('bronze', 'sales') }}
group by sold_on
