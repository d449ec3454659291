-- grain: one row per text that lines of payments have as purpose, service line or department, and of which some word tells what was bought
-- question: from which words is it told what was bought, and could bodies have bought it together?
-- owner: procurement leads
-- Of several phrases of ref.spend_word in one text the one that weighs most tells, else the longest. Each text once, however many lines have it.
with said as (
    select purpose as words from mart.spend_line where purpose is not null
    union
    select line as words from mart.spend_line where line is not null
    union
    select department as words from mart.spend_line where department is not null
),
phrase as (
    select
        phrase,
        category,
        is_addressable,
        weight,
        -- a star stands for any ending
        ' ' || case when phrase like '%*' then rtrim(phrase, '*') else phrase || ' ' end as looked_for
    from ref.spend_word
    where applies_to = 'line'
),
told as (
    select
        said.words,
        phrase.phrase,
        phrase.category,
        phrase.is_addressable,
        row_number() over (partition by said.words order by phrase.weight desc, length(phrase.phrase) desc, phrase.phrase) as phrase_rank
    from said
    inner join phrase on contains(' ' || regexp_replace(upper(said.words), '[^A-Z0-9]+', ' ', 'g') || ' ', phrase.looked_for)
)
select words, phrase, category, is_addressable
from told
where phrase_rank = 1
