{# A field with several ids, `nm1,nm2`, becomes one row per id, with its place in the field. #}
{% macro one_row_each(relation, key, field) %}
select
    cast(substr({{ key }}, 3) as bigint) as {{ key }},
    cast(place as integer) as ordering,
    cast(substr(split_part({{ field }}, ',', cast(place as integer)), 3) as bigint) as nconst
from {{ relation }}
cross join lateral unnest(range(1, length({{ field }}) - length(replace({{ field }}, ',', '')) + 2)) as places(place)
where {{ field }} is not null
{% endmacro %}
