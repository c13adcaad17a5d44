-- For data scientists: every person of every episode, nulls kept. One row per episode, person and category: someone who
-- is credited twice in the same way is one row, with the roles of the first credit.
with credits as (
    select
        tconst,
        nconst,
        category,
        min_by(job, ordering) as job,
        min_by(characters, ordering) as characters
    from {{ ref('principals') }}
    group by tconst, nconst, category
)

select
    credits.tconst,
    credits.nconst,
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
    titles.runtime_minutes,
    titles.genres,
    ratings.average_rating,
    ratings.num_votes,
    episodes.parent_tconst,
    episodes.season_number,
    episodes.episode_number,
    credits.category,
    credits.job,
    credits.characters
from {{ ref('episodes') }} as episodes
inner join {{ ref('titles') }} as titles on titles.tconst = episodes.tconst
inner join credits on credits.tconst = episodes.tconst
inner join {{ ref('names') }} as names on names.nconst = credits.nconst
left join {{ ref('ratings') }} as ratings on ratings.tconst = episodes.tconst
