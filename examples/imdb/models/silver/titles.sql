select
    cast(substr(tconst, 3) as bigint) as tconst,
    "titleType" as title_type,
    "primaryTitle" as primary_title,
    "originalTitle" as original_title,
    "isAdult" = 1 as is_adult,
    "startYear" as start_year,
    "endYear" as end_year,
    "runtimeMinutes" as runtime_minutes,
    genres
from {{ source('bronze', 'title_basics') }}
