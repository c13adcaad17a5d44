select
    cast(substr(tconst, 3) as bigint) as tconst,
    "averageRating" as average_rating,
    "numVotes" as num_votes
from {{ source('bronze', 'title_ratings') }}
