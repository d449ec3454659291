-- grain: one row per name, address or entry of the place's list by which a text may name sensitive premises
-- question: which words in any text name sensitive premises?
-- owner: pilot team
-- For texts that are not about a building as such: purposes of payments, lines that were rejected, tenants, teams, issues. A name of ordinary
-- words alone ("Children's home") names no premises but a kind of them, and is no name here; a name of one word only where it is all of the text.
with line as (
    select source_file_id, source_part, source_row
    from core.sensitive_statement
    where is_whole
    union
    select source_file_id, source_part, source_row
    from core.property_line
    -- what a home is called may be the address of the school that it belongs to
    where is_sensitive and is_dwelling is distinct from true
),
said as (
    select distinct
        trim(regexp_replace(lower(line_said.name_as_published), '[^a-z0-9]+', ' ', 'g')) as name_words,
        regexp_extract(
            ' ' || trim(regexp_replace(lower(line_said.whole_address), '[^a-z0-9]+', ' ', 'g')) || ' ', '[0-9]+[a-z]? [a-z]{3,} [a-z]{2,}'
        ) as house_words
    from line
    inner join core.premises_line as line_said
        on line_said.source_file_id = line.source_file_id
        and line_said.source_part = line.source_part
        and line_said.source_row = line.source_row
),
ordinary as (
    select unnest(string_split(word, ' ')) as word
    from ref.function_word
    union
    select word
    from ref.matching_word
),
token as (
    select name_words, unnest(string_split(name_words, ' ')) as word
    from said
    where name_words <> ''
),
telling as (
    select distinct token.name_words
    from token
    left join ordinary on ordinary.word = token.word
    where ordinary.word is null and length(token.word) >= 3 and not regexp_matches(token.word, '^[0-9]')
)
select name_words as words, not contains(name_words, ' ') as is_all
from telling
union
select house_words as words, false as is_all
from said
where house_words <> ''
union
-- a short number is that of many things
select sensitive_words as words, not contains(sensitive_words, ' ') as is_all
from core.listed_sensitive
where regexp_matches(sensitive_words, '[a-z]|[0-9]{8}')
