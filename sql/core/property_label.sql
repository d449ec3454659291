-- grain: one row per way in which a register names an organisation
-- question: which body does each organisation named in a register stand for?
-- owner: pilot team
-- A row's own words come first, then its code, then the sender if that is a body. A sender that is none sends national
-- files: what its rows name and place.toml does not know lies outside the place. A name that bodies of several kinds share
-- stands for the one that sent the file.
-- In a body's file a name that nobody knows is the sender's (an arm's-length company), unless the file names another body of the
-- place too: then a name tells whose the row is, and the rows of one that is not known wait for an answer.
-- The trust or sponsor of a school, and the parent of a hospital, clinic or practice, need not be known: the council of the area, where the row
-- names it too, stands in for it, else the sender;
-- what lies outside the place is told by location (core.property_line).
with label as (
    select
        source_file_id,
        source_part,
        sender,
        organisation_as_published,
        organisation_code,
        authority_as_published,
        bool_or(source_kind = 'facility' or (source_kind = 'school' and governance in ('academy', 'independent'))) as is_of_services,
        count(*) as row_count
    from core.listing
    group by source_file_id, source_part, sender, organisation_as_published, organisation_code, authority_as_published
),
keyed as (
    select
        source_file_id,
        source_part,
        sender,
        organisation_as_published,
        organisation_code,
        authority_as_published,
        coalesce(is_of_services, false) as is_of_services,
        row_count,
        nullif(regexp_replace(replace(upper(organisation_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as name_key,
        nullif(regexp_replace(upper(regexp_extract(rtrim(organisation_code, '/ '), '[^/]*$')), '[^A-Z0-9]', '', 'g'), '') as code_key,
        nullif(regexp_replace(replace(upper(authority_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as authority_key
    from label
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
found as (
    select
        keyed.source_file_id,
        keyed.source_part,
        keyed.organisation_as_published,
        keyed.organisation_code,
        keyed.authority_as_published,
        keyed.is_of_services,
        coalesce(keyed.name_key, keyed.code_key, keyed.authority_key) is not null as is_named,
        coalesce(own_name.body_id, by_name.body_id, by_authority.body_id, by_code.body_id) as named_body_id,
        sender_body.body_id as sender_body_id,
        keyed.row_count
    from keyed
    left join ref.body_alias as own_name on own_name.alias_key = keyed.name_key and own_name.body_id = keyed.sender
    left join shared as by_name on by_name.alias_key = keyed.name_key
    left join shared as by_authority on by_authority.alias_key = keyed.authority_key
    left join shared as by_code on by_code.alias_key = keyed.code_key
    left join ref.body as sender_body on sender_body.body_id = keyed.sender
),
telling as (
    -- tables of a body that name another body too: in them a name tells whose the row is
    select distinct source_file_id, source_part
    from found
    where named_body_id <> sender_body_id
)
select
    found.source_file_id,
    found.source_part,
    found.organisation_as_published,
    found.organisation_code,
    case
        when found.named_body_id is not null then found.named_body_id
        when found.is_named and not found.is_of_services and telling.source_file_id is not null then null
        else found.sender_body_id
    end as body_id,
    case
        when found.named_body_id is not null then 'named in the row'
        when found.is_named and not found.is_of_services and telling.source_file_id is not null then 'name not known'
        when found.sender_body_id is not null then 'sender'
        when found.is_named then 'outside the place'
        else 'nobody named'
    end as basis,
    found.row_count,
    found.authority_as_published
from found
left join telling on telling.source_file_id = found.source_file_id and telling.source_part = found.source_part
