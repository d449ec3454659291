-- grain: one row per way in which a ledger extract, a contracts register or a list of grants names an organisation
-- question: which body does each organisation named in a ledger, a contracts register or a list of grants stand for?
-- owner: pilot team
-- The rules are those of registers (core.property_label).
with label as (
    select
        source_file_id, source_part, sender, organisation_as_published, organisation_code, count(*) as row_count
    from staging.ledger_line
    group by source_file_id, source_part, sender, organisation_as_published, organisation_code
    union all
    select
        source_file_id, source_part, sender, organisation_as_published, organisation_code, count(*) as row_count
    from staging.contract
    group by source_file_id, source_part, sender, organisation_as_published, organisation_code
    union all
    select
        source_file_id, source_part, sender, organisation_as_published, organisation_code, count(*) as row_count
    from staging.grant
    group by source_file_id, source_part, sender, organisation_as_published, organisation_code
),
keyed as (
    select
        source_file_id,
        source_part,
        sender,
        organisation_as_published,
        organisation_code,
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
        else 'nobody named'
    end as basis,
    keyed.row_count
from keyed
left join ref.body_alias as own_name on own_name.alias_key = keyed.name_key and own_name.body_id = keyed.sender
left join shared as by_name on by_name.alias_key = keyed.name_key
left join shared as by_code on by_code.alias_key = keyed.code_key
left join ref.body as sender_body on sender_body.body_id = keyed.sender
