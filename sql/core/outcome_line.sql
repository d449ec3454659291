-- grain: one row per line of a list of indicators
-- question: which indicator and which area of the place is each line about, and does it count?
-- owner: pilot team
-- An area is of the place by its code, by the name that a boundary has for it, or by the name or code of a body of the place. Of several
-- lines of one indicator, area, part of its people and period the newest file counts: the latest received, then the last path. Where one
-- list has two different values for them, nobody can tell which is meant and both are held.
with area as (
    select area_code from core.place_area where area_code is not null
    union
    select area_code from core.area where is_in_place
    union
    select area_code from core.body_area
    union
    select gss_code as area_code from ref.body where gss_code is not null
),
area_name as (
    select upper(regexp_replace(area_name, '[^A-Za-z0-9]', '', 'g')) as area_key, min(area_code) as area_code
    from core.area
    where is_in_place
    group by upper(regexp_replace(area_name, '[^A-Za-z0-9]', '', 'g'))
    having count(distinct area_code) = 1
),
served as (
    select body_id, min(area_code) as area_code
    from core.body_area
    group by body_id
    having count(*) = 1
),
body_name as (
    select alias.alias_key, min(alias.body_id) as body_id
    from ref.body_alias as alias
    group by alias.alias_key
    having count(distinct alias.body_id) = 1
),
body_area as (
    -- a body that serves several areas and has no code of its own stands for none of them
    select body_name.alias_key, body_name.body_id, coalesce(body.gss_code, served.area_code) as area_code
    from body_name
    inner join ref.body as body on body.body_id = body_name.body_id
    left join served on served.body_id = body_name.body_id
),
line as (
    select
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        staged.path,
        inbox.received_on,
        staged.breakdown,
        staged.period_starts_on,
        staged.period_ends_on,
        staged.value,
        staged.framework,
        staged.indicator_code,
        staged.indicator_as_published,
        staged.area_code,
        upper(regexp_replace(staged.area_code, '[^A-Za-z0-9]', '', 'g')) as code_key,
        coalesce(regexp_matches(staged.area_code, '^[A-Z][0-9]{8}$'), false) as is_code,
        upper(regexp_replace(staged.area_as_published, '[^A-Za-z0-9]', '', 'g')) as name_key,
        upper(regexp_replace(staged.lead_partner_as_published, '[^A-Za-z0-9]', '', 'g')) as lead_key,
        upper(regexp_replace(coalesce(staged.indicator_as_published, ''), '[^A-Za-z0-9]', '', 'g')) as indicator_key
    from staging.outcome as staged
    inner join raw.inbox as inbox
        on inbox.source_file_id = staged.source_file_id and inbox.source_part = staged.source_part
),
known as (
    select distinct indicator_id, code, upper(regexp_replace(name, '[^A-Za-z0-9]', '', 'g')) as indicator_key
    from ref.indicator
),
named as (
    select indicator_key, min(indicator_id) as indicator_id
    from known
    group by indicator_key
),
told as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.path,
        line.received_on,
        line.breakdown,
        line.period_starts_on,
        line.period_ends_on,
        line.value,
        coalesce(
            by_code.indicator_id,
            case when line.indicator_code is null then named.indicator_id end,
            trim(regexp_replace(lower(case when line.indicator_code like 'NI %' then '' else line.framework || '-' end || coalesce(line.indicator_code, line.indicator_as_published)), '[^a-z0-9]+', '-', 'g'), '-')
        ) as indicator_id,
        coalesce(area.area_code, area_name.area_code, code_body.area_code, name_body.area_code) as area_code,
        case when area.area_code is null and area_name.area_code is null then coalesce(code_body.body_id, name_body.body_id) end as body_id,
        lead_body.body_id as lead_body_id
    from line
    left join known as by_code on by_code.code = line.indicator_code and line.indicator_code is not null
    left join named on named.indicator_key = line.indicator_key
    left join area on area.area_code = line.area_code
    left join body_area as code_body on code_body.alias_key = line.code_key
    -- a code of an area that is none of ours is of somewhere else, whatever stands beside it
    left join area_name on area_name.area_key = line.name_key and not line.is_code
    left join body_area as name_body on name_body.alias_key = line.name_key and not line.is_code
    left join body_name as lead_body on lead_body.alias_key = line.lead_key
),
ranked as (
    select
        source_file_id,
        source_part,
        source_row,
        indicator_id,
        area_code,
        body_id,
        lead_body_id,
        first_value(path) over newest as newest_path,
        row_number() over newest as copy_number,
        min(value) over same_list <> max(value) over same_list as is_torn
    from told
    window
        newest as (
            partition by indicator_id, area_code, breakdown, period_starts_on, period_ends_on
            order by received_on desc nulls last, path desc, source_part desc, source_row
        ),
        same_list as (
            partition by source_file_id, source_part, indicator_id, area_code, breakdown, period_starts_on, period_ends_on
        )
)
select
    source_file_id,
    source_part,
    source_row,
    case
        when area_code is null then 'ignored'
        when is_torn then 'held'
        when copy_number > 1 then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when area_code is null then 'outside the place'
        when is_torn then 'the list has two different values for one indicator, area and period: say in a column Breakdown what tells them apart'
        when copy_number > 1 then 'the same indicator, area and period stand in ' || newest_path
    end as line_reason,
    indicator_id,
    area_code,
    body_id,
    lead_body_id
from ranked
