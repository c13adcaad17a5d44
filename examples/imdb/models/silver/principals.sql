select
    cast(substr(tconst, 3) as bigint) as tconst,
    ordering,
    cast(substr(nconst, 3) as bigint) as nconst,
    category,
    job,
    -- A JSON list of roles; kept as it is, so that a comma or a bracket in a role stays part of it.
    characters
from {{ source('bronze', 'title_principals') }}
