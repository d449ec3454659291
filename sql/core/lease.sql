-- grain: one row per lease of an asset
-- question: what are the terms of each lease, all its lines put together?
-- owner: pilot team
-- Lines with one code are one lease; without a code, lines with the same parties, first day and demise. A line that names no demise goes
-- with the one there is of the same parties and day; where there are several, it stands by itself. A party that is withheld, or parties
-- that are not named at all, tell nothing apart: each such line without a code is a lease of its own, so that no rent is lost.
-- Of what several lines state the latest event counts, and what it leaves out is taken from the one before. Break dates of all lines stand.
with worded as (
    select
        reference.asset_id,
        reference.body_id,
        lease.source_file_id,
        lease.source_part,
        lease.source_row,
        lease.path,
        'parties ' || concat_ws('/', upper(lease.landlord_as_published), upper(lease.tenant_as_published), lease.starts_on::varchar) as parties_key,
        nullif(regexp_replace(replace(upper(lease.demise_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as demise_key,
        coalesce(lease.landlord_as_published = 'individual (withheld)', false)
        or coalesce(lease.tenant_as_published = 'individual (withheld)', false)
        or (lease.landlord_as_published is null and lease.tenant_as_published is null) as is_unnamed,
        lease.lease_code,
        case when no_demise.text is not null or (guarded.source_row is not null and lease.demise_as_published is not null) then '(withheld)' else lease.demise_as_published end as demise_as_published,
        lease.area_m2,
        lease.role,
        case when no_landlord.text is not null or (guarded.source_row is not null and lease.landlord_as_published is not null) then '(withheld)' else lease.landlord_as_published end as landlord_as_published,
        case when no_tenant.text is not null or (guarded.source_row is not null and lease.tenant_as_published is not null) then '(withheld)' else lease.tenant_as_published end as tenant_as_published,
        regexp_replace(replace(upper(lease.landlord_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as landlord_key,
        regexp_replace(replace(upper(lease.tenant_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as tenant_key,
        lease.starts_on,
        lease.ends_on,
        lease.break_dates,
        lease.notice_months,
        lease.rent_a_year_gbp,
        lease.event_on
    from staging.lease as lease
    inner join core.asset_reference as reference
        on reference.source_file_id = lease.source_file_id
        and reference.source_part = lease.source_part
        and reference.source_row = lease.source_row
    left join core.guarded_line as guarded
        on guarded.source_file_id = lease.source_file_id
        and guarded.source_part = lease.source_part
        and guarded.source_row = lease.source_row
    -- what is one home, or names one: the figures stay
    left join core.guarded_text as no_demise on no_demise.text = lease.demise_as_published
    left join core.guarded_text as no_landlord on no_landlord.text = lease.landlord_as_published
    left join core.guarded_text as no_tenant on no_tenant.text = lease.tenant_as_published
    where reference.line_status = 'loaded'
),
demised as (
    select
        body_id,
        asset_id,
        parties_key,
        count(distinct demise_key) > 1 as has_several
    from worded
    where lease_code is null
    group by body_id, asset_id, parties_key
),
keyed as (
    select
        worded.asset_id,
        worded.body_id,
        worded.source_file_id,
        worded.source_part,
        worded.source_row,
        worded.path,
        case
            when worded.lease_code is not null then 'code ' || upper(worded.lease_code)
            when worded.is_unnamed or (demised.has_several and worded.demise_key is null)
                then worded.parties_key || '/line ' || worded.source_file_id || '/' || worded.source_part || '/' || worded.source_row::varchar
            when demised.has_several then worded.parties_key || '/' || worded.demise_key
            else worded.parties_key
        end as lease_key,
        worded.lease_code,
        worded.demise_as_published,
        worded.area_m2,
        worded.role,
        worded.landlord_as_published,
        worded.tenant_as_published,
        worded.landlord_key,
        worded.tenant_key,
        worded.starts_on,
        worded.ends_on,
        worded.break_dates,
        worded.notice_months,
        worded.rent_a_year_gbp,
        worded.event_on
    from worded
    left join demised
        on demised.body_id = worded.body_id and demised.asset_id = worded.asset_id and demised.parties_key = worded.parties_key
),
line as (
    select
        asset_id,
        body_id,
        lease_key,
        lease_code,
        demise_as_published,
        area_m2,
        role,
        landlord_as_published,
        tenant_as_published,
        landlord_key,
        tenant_key,
        starts_on,
        ends_on,
        break_dates,
        notice_months,
        rent_a_year_gbp,
        event_on,
        row_number() over (
            partition by body_id, asset_id, lease_key
            order by coalesce(event_on, starts_on) desc nulls last, path desc, source_part, source_row desc
        ) as rank
    from keyed
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
day as (
    select body_id, asset_id, lease_key, trim(unnest(string_split(break_dates, ','))) as break_on
    from line
    where break_dates is not null
),
breaks as (
    select body_id, asset_id, lease_key, string_agg(distinct break_on, ', ' order by break_on) as break_dates
    from day
    group by body_id, asset_id, lease_key
),
whole as (
    select
        body_id,
        asset_id,
        lease_key,
        arg_min(lease_code, rank) filter (where lease_code is not null) as lease_code,
        arg_min(demise_as_published, rank) filter (where demise_as_published is not null) as demise_as_published,
        arg_min(area_m2, rank) filter (where area_m2 is not null) as area_m2,
        arg_min(role, rank) filter (where role is not null) as role,
        arg_min(landlord_as_published, rank) filter (where landlord_as_published is not null) as landlord_as_published,
        arg_min(tenant_as_published, rank) filter (where tenant_as_published is not null) as tenant_as_published,
        arg_min(landlord_key, rank) filter (where landlord_key is not null) as landlord_key,
        arg_min(tenant_key, rank) filter (where tenant_key is not null) as tenant_key,
        arg_min(starts_on, rank) filter (where starts_on is not null) as starts_on,
        arg_min(ends_on, rank) filter (where ends_on is not null) as ends_on,
        arg_min(notice_months, rank) filter (where notice_months is not null) as notice_months,
        arg_min(rent_a_year_gbp, rank) filter (where rent_a_year_gbp is not null) as rent_a_year_gbp,
        max(event_on) as newest_event_on,
        count(*) as line_count
    from line
    group by body_id, asset_id, lease_key
)
select
    'i' || left(md5('lease/' || whole.body_id || '/' || whole.asset_id || '/' || whole.lease_key), 14) as interest_id,
    whole.asset_id,
    whole.body_id,
    coalesce(
        whole.role,
        case
            when tenant.body_id = whole.body_id then 'tenant'
            when landlord.body_id = whole.body_id then 'landlord'
            when whole.tenant_as_published is null and whole.landlord_as_published is not null then 'tenant'
            when whole.landlord_as_published is null and whole.tenant_as_published is not null then 'landlord'
        end
    ) as role,
    whole.lease_code,
    whole.demise_as_published,
    whole.area_m2,
    whole.landlord_as_published,
    landlord.body_id as landlord_body_id,
    whole.tenant_as_published,
    tenant.body_id as tenant_body_id,
    whole.starts_on,
    -- a renewal may start after the end that an older line gave: then the end is not known
    case when whole.starts_on is null or whole.ends_on >= whole.starts_on then whole.ends_on end as ends_on,
    breaks.break_dates,
    whole.notice_months,
    whole.rent_a_year_gbp,
    whole.newest_event_on,
    whole.line_count
from whole
left join breaks
    on breaks.body_id = whole.body_id and breaks.asset_id = whole.asset_id and breaks.lease_key = whole.lease_key
left join shared as landlord on landlord.alias_key = whole.landlord_key
left join shared as tenant on tenant.alias_key = whole.tenant_key
