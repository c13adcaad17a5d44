select
    cast(substr("titleId", 3) as bigint) as tconst,
    ordering,
    title,
    region,
    language,
    types,
    attributes,
    "isOriginalTitle" = 1 as is_original_title
from {{ source('bronze', 'title_akas') }}
