-- For analysts: people and their titles with no gap in what describes them. A person who lives has no year of death and
-- a film has no last year: these two may be null, everything else may not.
select distinct
    principals.tconst,
    principals.nconst,
    names.primary_name,
    names.birth_year,
    names.death_year,
    names.primary_profession,
    names.known_for_titles,
    titles.title_type,
    titles.primary_title,
    titles.original_title,
    titles.is_adult,
    titles.start_year,
    titles.end_year,
    titles.runtime_minutes,
    titles.genres,
    principals.category,
    principals.job,
    principals.characters
from {{ ref('principals') }} as principals
inner join {{ ref('names') }} as names on names.nconst = principals.nconst
inner join {{ ref('titles') }} as titles on titles.tconst = principals.tconst
where names.primary_name is not null
    and names.birth_year is not null
    and names.primary_profession is not null
    and names.known_for_titles is not null
    and titles.title_type is not null
    and titles.primary_title is not null
    and titles.original_title is not null
    and titles.is_adult is not null
    and titles.start_year is not null
    and titles.runtime_minutes is not null
    and titles.genres is not null
    and principals.category is not null
