-- grain: one row per line of any file about buildings and reason to take it, or a part of what it says, for sensitive premises
-- question: which lines say of themselves, or are listed by the place, that they must be counted only?
-- owner: pilot team
-- Every text of a line is read: one word too many withholds a line, one too few publishes a refuge. A longer ordinary phrase takes
-- its words away from a sensitive one (Refuge Assurance House, a traffic refuge), and so does the name of a road for a single word.
-- What is said of a room, a tenant or an occupier is of a part, not of the building; teams are called after those they care for, so of a team
-- only the place's own list is looked for.
with cell as (
    -- each text once: many lines of a map say the same
    select distinct said, true as is_whole
    from core.premises_line
    where said <> ''
    union
    select distinct said_of_part as said, false as is_whole
    from core.premises_line
    where said_of_part <> ''
),
worded as (
    -- a character burnt in where another was lost (U+FFFD) must not hide a word
    select
        said,
        is_whole,
        ' ' || trim(regexp_replace(replace(lower(said), '�', ''), '[^a-z0-9|]+', ' ', 'g')) || ' ' as words,
        regexp_replace(
            ' ' || trim(regexp_replace(replace(lower(said), '�', ''), '[^a-z0-9|]+', ' ', 'g')) || ' ',
            ' [a-z]+ (road|rd|street|st|lane|ln|avenue|ave) ',
            ' ',
            'g'
        ) as words_without_roads
    from cell
),
phrase as (
    select
        word.word,
        word.function_id,
        word.rank,
        ' ' || word.word || ' ' as padded,
        contains(word.word, ' ') as is_several
    from ref.function_word as word
    inner join ref.function as use on use.function_id = word.function_id
    where use.is_sensitive
),
found as (
    select
        worded.said,
        worded.is_whole,
        case when phrase.is_several then worded.words else worded.words_without_roads end as words,
        phrase.word,
        phrase.padded,
        phrase.function_id,
        phrase.rank
    from worded
    inner join phrase
        on contains(case when phrase.is_several then worded.words else worded.words_without_roads end, phrase.padded)
),
ordinary as (
    select
        phrase.word as sensitive_word,
        phrase.padded as sensitive_padded,
        ' ' || word.word || ' ' as padded
    from ref.function_word as word
    inner join ref.function as use on use.function_id = word.function_id
    inner join phrase on contains(' ' || word.word || ' ', phrase.padded)
    where not use.is_sensitive
),
explained as (
    select
        found.said,
        found.is_whole,
        found.word,
        -- the most of one phrase, not their sum: phrases overlap, and a word taken away twice would hide another
        max((length(found.words) - length(replace(found.words, ordinary.padded, ''))) // length(ordinary.padded)) as ordinary_count
    from found
    inner join ordinary on ordinary.sensitive_word = found.word
    group by found.said, found.is_whole, found.word
),
by_word as (
    select
        found.said,
        found.is_whole,
        found.function_id as function,
        row_number() over (
            partition by found.said, found.is_whole
            order by found.rank, length(found.word) desc, found.word
        ) as nth
    from found
    left join explained
        on explained.said = found.said
        and explained.is_whole = found.is_whole
        and explained.word = found.word
    where (length(found.words) - length(replace(found.words, found.padded, ''))) // length(found.padded) > coalesce(explained.ordinary_count, 0)
),
told as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.uprn,
        regexp_replace(upper(line.asset_code), '[^A-Z0-9]', '', 'g') as code_key,
        regexp_replace(replace(upper(line.name_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as name_key,
        regexp_replace(replace(upper(line.address_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as address_key,
        regexp_replace(replace(upper(line.street_address), '&', 'AND'), '[^A-Z0-9]', '', 'g') as street_key,
        ' ' || trim(regexp_replace(replace(lower(concat_ws(' | ', line.said, line.name_as_published)), '�', ''), '[^a-z0-9|]+', ' ', 'g')) || ' ' as words,
        ' ' || trim(regexp_replace(lower(line.whole_address), '[^a-z0-9]+', ' ', 'g')) || ' ' as address_words,
        ' ' || trim(regexp_replace(lower(concat_ws(' | ', line.said_of_part, line.said_of_team)), '[^a-z0-9|]+', ' ', 'g')) || ' ' as part_words
    from core.premises_line as line
)
select
    line.source_file_id,
    line.source_part,
    line.source_row,
    'its words' as basis,
    by_word.function,
    null as entry_number,
    by_word.is_whole
from by_word
inner join core.premises_line as line on line.said = by_word.said and by_word.is_whole
where by_word.nth = 1
union all
select
    line.source_file_id,
    line.source_part,
    line.source_row,
    'its words' as basis,
    by_word.function,
    null as entry_number,
    by_word.is_whole
from by_word
inner join core.premises_line as line on line.said_of_part = by_word.said and not by_word.is_whole
where by_word.nth = 1
union all
select
    told.source_file_id,
    told.source_part,
    told.source_row,
    'listed' as basis,
    'sensitive listed' as function,
    entry.entry_number,
    true as is_whole
from told
inner join core.listed_sensitive as entry
    on entry.sensitive_key in (told.name_key, told.address_key, told.street_key, told.code_key, told.uprn)
    -- a name of several words is found inside a longer name or address as well
    or (contains(entry.sensitive_words, ' ') and contains(told.words, ' ' || entry.sensitive_words || ' '))
    or (contains(entry.sensitive_words, ' ') and contains(told.address_words, ' ' || entry.sensitive_words || ' '))
union all
select
    told.source_file_id,
    told.source_part,
    told.source_row,
    'listed' as basis,
    'sensitive listed' as function,
    entry.entry_number,
    false as is_whole
from told
inner join core.listed_sensitive as entry
    -- the bars part the columns: a whole one is the entry, or an entry of several words stands in one
    on contains('|' || told.part_words || '|', '| ' || entry.sensitive_words || ' |')
    or (contains(entry.sensitive_words, ' ') and contains(told.part_words, ' ' || entry.sensitive_words || ' '))
where trim(told.part_words) <> ''
