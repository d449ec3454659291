-- grain: one row per way in which a return about buildings names an organisation
-- question: which body does each organisation named in a return about buildings stand for?
-- owner: pilot team
-- The rules are those of registers (core.property_label). Travel times need be nobody's.
with label as (
    select
        source_file_id,
        source_part,
        sender,
        organisation_as_published,
        organisation_code,
        bool_and(source_kind = 'travel_time') as is_of_anybody,
        count(*) as row_count
    from core.return_line
    group by source_file_id, source_part, sender, organisation_as_published, organisation_code
),
keyed as (
    select
        source_file_id,
        source_part,
        sender,
        organisation_as_published,
        organisation_code,
        is_of_anybody,
        row_count,
        nullif(regexp_replace(replace(upper(organisation_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as name_key,
        nullif(regexp_replace(upper(regexp_extract(rtrim(organisation_code, '/ '), '[^/]*$')), '[^A-Z0-9]', '', 'g'), '') as code_key
    from label
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
)
select
    keyed.source_file_id,
    keyed.source_part,
    keyed.organisation_as_published,
    keyed.organisation_code,
    coalesce(own_name.body_id, by_name.body_id, by_code.body_id, sender_body.body_id) as body_id,
    case
        when coalesce(own_name.body_id, by_name.body_id, by_code.body_id) is not null then 'named in the row'
        when sender_body.body_id is not null then 'sender'
        when coalesce(keyed.name_key, keyed.code_key) is not null then 'outside the place'
        when keyed.is_of_anybody then 'of anybody'
        else 'nobody named'
    end as basis,
    keyed.row_count
from keyed
left join ref.body_alias as own_name on own_name.alias_key = keyed.name_key and own_name.body_id = keyed.sender
left join shared as by_name on by_name.alias_key = keyed.name_key
left join shared as by_code on by_code.alias_key = keyed.code_key
left join ref.body as sender_body on sender_body.body_id = keyed.sender
