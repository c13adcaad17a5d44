{{ one_row_each(source('bronze', 'title_crew'), 'tconst', 'directors') }}
