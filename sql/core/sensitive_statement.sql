-- grain: one row per line of a register or list and reason to take it for sensitive premises
-- question: which lines say of themselves, or are listed by the place, that they must be counted only?
-- owner: pilot team
-- Every text of a line is read: one word too many withholds a line, one too few publishes a refuge. A longer ordinary phrase takes
-- its words away from a sensitive one (Refuge Assurance House, a traffic refuge), and so does the name of a road for a single word.
with cell as (
    select
        source_file_id,
        source_part,
        source_row,
        uprn,
        asset_code,
        name_as_published,
        address_as_published,
        concat_ws(' ', street_number, street) as street_address,
        concat_ws(' ', address_as_published, street_number, street, locality, town) as whole_address,
        -- a bar between the columns, so that no phrase is made of two of them
        concat_ws(
            ' | ',
            name_as_published,
            address_as_published,
            concat_ws(' ', street_number, street),
            locality,
            town,
            use_as_published,
            tenure_as_published,
            tenure_detail_as_published,
            other_detail_as_published,
            occupied_as_published,
            holding_as_published,
            reason_for_holding_as_published,
            organisation_as_published
        ) as said
    from core.listing
),
worded as (
    -- a character burnt in where another was lost (U+FFFD) must not hide a word
    select
        source_file_id,
        source_part,
        source_row,
        uprn,
        regexp_replace(upper(asset_code), '[^A-Z0-9]', '', 'g') as code_key,
        regexp_replace(replace(upper(name_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as name_key,
        regexp_replace(replace(upper(address_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as address_key,
        regexp_replace(replace(upper(street_address), '&', 'AND'), '[^A-Z0-9]', '', 'g') as street_key,
        ' ' || trim(regexp_replace(replace(lower(said), '�', ''), '[^a-z0-9|]+', ' ', 'g')) || ' ' as words,
        ' ' || trim(regexp_replace(lower(whole_address), '[^a-z0-9]+', ' ', 'g')) || ' ' as address_words,
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
        worded.source_file_id,
        worded.source_part,
        worded.source_row,
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
        found.source_file_id,
        found.source_part,
        found.source_row,
        found.word,
        -- the most of one phrase, not their sum: phrases overlap, and a word taken away twice would hide another
        max((length(found.words) - length(replace(found.words, ordinary.padded, ''))) // length(ordinary.padded)) as ordinary_count
    from found
    inner join ordinary on ordinary.sensitive_word = found.word
    group by found.source_file_id, found.source_part, found.source_row, found.word
),
by_word as (
    select
        found.source_file_id,
        found.source_part,
        found.source_row,
        found.function_id as function,
        row_number() over (
            partition by found.source_file_id, found.source_part, found.source_row
            order by found.rank, length(found.word) desc, found.word
        ) as nth
    from found
    left join explained
        on explained.source_file_id = found.source_file_id
        and explained.source_part = found.source_part
        and explained.source_row = found.source_row
        and explained.word = found.word
    where (length(found.words) - length(replace(found.words, found.padded, ''))) // length(found.padded) > coalesce(explained.ordinary_count, 0)
)
select
    source_file_id,
    source_part,
    source_row,
    'its words' as basis,
    function,
    null as entry_number
from by_word
where nth = 1
union all
select
    worded.source_file_id,
    worded.source_part,
    worded.source_row,
    'listed' as basis,
    'sensitive listed' as function,
    entry.entry_number
from worded
inner join core.listed_sensitive as entry
    on entry.sensitive_key in (worded.name_key, worded.address_key, worded.street_key, worded.code_key, worded.uprn)
    -- a name of several words is found inside a longer name or address as well
    or (contains(entry.sensitive_words, ' ') and contains(worded.words, ' ' || entry.sensitive_words || ' '))
    or (contains(entry.sensitive_words, ' ') and contains(worded.address_words, ' ' || entry.sensitive_words || ' '))
