-- grain: one row per line of any file about buildings of which something may not be shown
-- question: of which lines may nothing be shown, or not what they say of a part?
-- owner: pilot team
-- By what the line says, by the place's own list, and by what is known of sensitive premises from other lines (core.sensitive_key). A line
-- that was rejected is judged by all its cells: whatever word, UPRN or house of such premises stands in one.
with other_line as (
    select
        source_file_id,
        source_part,
        source_row,
        asset_id,
        uprn,
        postcode,
        upper(name_as_published) as name,
        upper(whole_address) as address,
        '|' || ' ' || trim(regexp_replace(lower(concat_ws(' | ', said_of_part, said_of_team)), '[^a-z0-9|]+', ' ', 'g')) || ' ' || '|' as part_words
    from core.premises_line
    where not is_listed
),
told as (
    select source_file_id, source_part, source_row, 'id ' || asset_id as sensitive_key from other_line
    union all
    select source_file_id, source_part, source_row, 'uprn ' || uprn as sensitive_key from other_line
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(name, '[^A-Z0-9]', '', 'g') as sensitive_key from other_line
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(address, '[^A-Z0-9]', '', 'g') as sensitive_key from other_line
    union all
    select source_file_id, source_part, source_row, 'house ' || postcode || ' ' || regexp_extract(address, '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key from other_line
),
house as (
    select
        ' ' || lower(regexp_extract(sensitive_key, '^house ([A-Z0-9]+ [A-Z0-9]+) ', 1)) || ' ' as postcode,
        ' ' || lower(replace(regexp_extract(sensitive_key, '^house ([A-Z0-9]+ [A-Z0-9]+) ', 1), ' ', '')) || ' ' as postcode_in_one,
        ' ' || lower(regexp_replace(regexp_extract(sensitive_key, '^house [A-Z0-9]+ [A-Z0-9]+ (.*)$', 1), ' +', ' ', 'g')) as street
    from core.sensitive_key
    where sensitive_key like 'house %'
),
uprn as (
    select ' ' || regexp_extract(sensitive_key, '^uprn ([0-9]+)$', 1) || ' ' as uprn
    from core.sensitive_key
    where sensitive_key like 'uprn %'
),
guarded as (
    select source_file_id, source_part, source_row, is_whole
    from core.sensitive_statement
    union all
    select source_file_id, source_part, source_row, true as is_whole
    from core.property_line
    where is_sensitive
    union all
    select told.source_file_id, told.source_part, told.source_row, true as is_whole
    from told
    inner join core.sensitive_key as secret on secret.sensitive_key = told.sensitive_key
    union all
    select other_line.source_file_id, other_line.source_part, other_line.source_row, false as is_whole
    from other_line
    inner join core.sensitive_name as secret
        on (secret.is_all and contains(other_line.part_words, '| ' || secret.words || ' |'))
        or (not secret.is_all and contains(other_line.part_words, ' ' || secret.words || ' '))
    where other_line.part_words <> '|  |'
    union all
    -- what has an issue: only what is quoted of it is withheld
    select said.source_file_id, said.source_part, said.source_row, false as is_whole
    from staging.said as said
    inner join core.sensitive_name as secret on contains(said.words, ' ' || secret.words || ' ')
    union all
    -- the place's list gives codes too, which no text but a line of a register has
    select said.source_file_id, said.source_part, said.source_row, false as is_whole
    from staging.said as said
    inner join core.listed_sensitive as entry
        on contains(said.words, ' ' || entry.sensitive_words || ' ') or contains(said.words, ' ' || lower(entry.sensitive_key) || ' ')
    union all
    select said.source_file_id, said.source_part, said.source_row, false as is_whole
    from staging.said as said
    inner join uprn on contains(said.words, uprn.uprn)
    union all
    select said.source_file_id, said.source_part, said.source_row, false as is_whole
    from staging.said as said
    inner join house on (contains(said.words, house.postcode) or contains(said.words, house.postcode_in_one)) and contains(said.words, house.street)
)
select source_file_id, source_part, source_row, bool_or(is_whole) as is_whole
from guarded
group by source_file_id, source_part, source_row
