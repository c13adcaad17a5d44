-- Every day from 2016 to the end of next year, and 0 for a day that is not known. Monday is 1 and weeks are ISO weeks.
-- Holidays are those of all of Brazil; Good Friday hangs on Easter (Gauss's rule, as good for 1900 to 2099).
{{ config(materialized='table') }}

with years as (
    select
        n as year,
        (19 * (n % 19) + 24) % 30 as moon,
        (2 * (n % 4) + 4 * (n % 7) + 6 * ((19 * (n % 19) + 24) % 30) + 5) % 7 as sunday
    from range(2016, year(current_date) + 2) as numbers(n)
),

easters as (
    select
        year,
        make_date(year, 3, 22) + cast(
            moon + sunday - case when moon + sunday = 35 or (moon = 28 and sunday = 6 and year % 19 > 10) then 7 else 0 end
            as integer
        ) as easter
    from years
),

days as (
    select cast(unnest(generate_series(
        timestamp '2016-01-01', make_timestamp(year(current_date) + 1, 12, 31, 0, 0, 0), interval 1 day
    )) as date) as day
)

select
    {{ date_key('days.day') }} as date_key,
    days.day as full_date,
    year(days.day) as year,
    quarter(days.day) as quarter,
    month(days.day) as month,
    monthname(days.day) as month_name,
    week(days.day) as week_of_year,
    day(days.day) as day_of_month,
    isodow(days.day) as day_of_week,
    dayname(days.day) as day_name,
    isodow(days.day) >= 6 as is_weekend,
    strftime(days.day, '%m-%d') in (
        '01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25'
    )
    or (strftime(days.day, '%m-%d') = '11-20' and year(days.day) >= 2024)
    or days.day = easters.easter - 2 as is_holiday
from days
inner join easters on easters.year = year(days.day)
union all by name
select 0 as date_key
