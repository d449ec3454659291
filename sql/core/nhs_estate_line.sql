-- grain: one row per line of an NHS estates return
-- question: whose is each line of each NHS estates return, and does it count?
-- owner: pilot team
-- The return is national: a trust is known by its code, else its name, among the bodies of the place; all others lie outside it. A
-- file of one trust alone is that of the body that sent it. Of one trust and year only the file last by path counts.
with coded as (
    select
        source_file_id,
        source_part,
        source_row,
        path,
        sender,
        level,
        organisation_code,
        fy,
        coalesce(site_code, site_name_as_published) as site_key,
        regexp_replace(upper(organisation_code), '[^A-Z0-9]', '', 'g') as code_key,
        nullif(regexp_replace(replace(upper(organisation_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as name_key
    from staging.nhs_estate
),
alone as (
    select source_file_id, source_part
    from coded
    group by source_file_id, source_part
    having count(distinct code_key) = 1
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
known as (
    select
        coded.source_file_id,
        coded.source_part,
        coded.source_row,
        coded.path,
        coded.level,
        coded.organisation_code,
        coded.code_key,
        coded.site_key,
        coded.fy,
        coalesce(by_code.body_id, by_name.body_id, sender_body.body_id) as body_id
    from coded
    left join shared as by_code on by_code.alias_key = coded.code_key
    left join shared as by_name on by_name.alias_key = coded.name_key
    left join alone on alone.source_file_id = coded.source_file_id and alone.source_part = coded.source_part
    left join ref.body as sender_body on sender_body.body_id = coded.sender and alone.source_file_id is not null
),
ranked as (
    select
        source_file_id,
        source_part,
        source_row,
        level,
        organisation_code,
        fy,
        body_id,
        first_value(path) over (
            partition by code_key, fy, level, site_key order by path desc, source_part desc, source_row desc
        ) as newest_path,
        row_number() over (
            partition by code_key, fy, level, site_key order by path desc, source_part desc, source_row desc
        ) as nth
    from known
)
select
    source_file_id,
    source_part,
    source_row,
    level,
    organisation_code,
    fy,
    body_id,
    case when body_id is null then 'ignored' when nth > 1 then 'superseded' else 'loaded' end as line_status,
    case when body_id is null then 'outside the place' when nth > 1 then 'the same return stands in ' || newest_path end as line_reason
from ranked
