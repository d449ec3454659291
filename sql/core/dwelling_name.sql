-- grain: one row per name or address by which a text may name a single dwelling
-- question: which words in any text name one home?
-- owner: pilot team
-- For texts that are not about a building as such: purposes of payments, demises. A house by its number and road, a flat by its number and the
-- name of its block, in either order, or a name of several words of which one is no ordinary word ("The Bungalow" names a kind of home). What
-- another building is called or where it stands is no name of a home: a school has the address of its caretaker.
with line as (
    select
        said.source_file_id,
        said.source_part,
        said.source_row,
        coalesce(line.is_dwelling, false) as is_home,
        trim(regexp_replace(regexp_replace(lower(said.name_as_published), '[''’]s\b', '', 'g'), '[^a-z0-9]+', ' ', 'g')) as name_words,
        ' ' || trim(regexp_replace(lower(said.name_as_published), '[^a-z0-9]+', ' ', 'g')) || ' ' as name_text,
        ' ' || trim(regexp_replace(lower(coalesce(said.whole_address, '')), '[^a-z0-9]+', ' ', 'g')) || ' ' as address_text
    from core.property_line as line
    inner join core.premises_line as said
        on said.source_file_id = line.source_file_id
        and said.source_part = line.source_part
        and said.source_row = line.source_row
),
told as (
    select is_home, name_text as text
    from line
    where name_text is not null
    union
    select is_home, address_text as text
    from line
),
unit as (
    select
        told.is_home,
        regexp_extract(told.text, ' (' || word.word || ' (no )?[0-9]+[a-z]?) [a-z0-9]{2,} [a-z]{2,}', 1) as unit_words,
        regexp_extract(told.text, ' ' || word.word || ' (no )?[0-9]+[a-z]? ([a-z0-9]{2,} [a-z]{2,}( (road|street|lane|avenue|close|drive|way|walk))?)', 2) as block_words
    from told
    inner join ref.dwelling_word as word
        on word.says = 'one home of a block'
        and contains(told.text, ' ' || word.word || ' ')
),
ordinary as (
    select unnest(string_split(word, ' ')) as word
    from ref.function_word
    union
    select unnest(string_split(word, ' ')) as word
    from ref.dwelling_word
    union
    select word
    from ref.matching_word
),
token as (
    select distinct name_words, unnest(string_split(name_words, ' ')) as word
    from line
    where is_home and contains(name_words, ' ')
),
telling as (
    select distinct token.name_words as words
    from token
    left join ordinary on ordinary.word = token.word
    where ordinary.word is null and length(token.word) >= 3 and not regexp_matches(token.word, '^[0-9]')
),
house as (
    select is_home, regexp_extract(text, ' ([0-9]+[a-z]? [a-z]{3,} [a-z]{2,}) ', 1) as words
    from told
),
named as (
    select words
    from telling
    union
    select words
    from house
    where is_home and words <> ''
    union
    select unit_words || ' ' || block_words as words
    from unit
    where is_home and unit_words <> ''
    union
    select block_words || ' ' || unit_words as words
    from unit
    where is_home and unit_words <> ''
),
taken as (
    select words
    from house
    where not is_home
    union
    select name_words as words
    from line
    where not is_home
)
select named.words
from named
left join taken on taken.words = named.words
where taken.words is null
