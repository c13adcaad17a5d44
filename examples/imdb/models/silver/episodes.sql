select
    cast(substr(tconst, 3) as bigint) as tconst,
    cast(substr("parentTconst", 3) as bigint) as parent_tconst,
    "seasonNumber" as season_number,
    "episodeNumber" as episode_number
from {{ source('bronze', 'title_episode') }}
