-- grain: one row per building that estate-plan.toml asks to keep or to release, as often as it does
-- question: which building is each instruction about, and can it be followed?
-- owner: pilot team
-- By our id (one that was merged into another finds it) or by the body's own code. Where one line asks to keep what another asks to release,
-- neither is followed.
with found as (
    select entry.entry_number, estate.asset_id
    from core.plan_entry as entry
    inner join mart.estate as estate on estate.asset_id = entry.asset_id
    union
    select entry.entry_number, identity.asset_id
    from core.plan_entry as entry
    inner join core.asset_identity as identity on identity.own_id = entry.asset_id
    union
    select entry.entry_number, asset.asset_id
    from core.plan_entry as entry
    inner join core.listing as listing on upper(trim(listing.asset_code)) = upper(entry.asset_code)
    inner join core.asset_line as asset
        on asset.source_file_id = listing.source_file_id
        and asset.source_part = listing.source_part
        and asset.source_row = listing.source_row
    inner join core.property_line as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
        and line.body_id = entry.body_id
),
resolved as (
    select
        entry_number,
        count(*) as asset_count,
        min(asset_id) as asset_id
    from found
    group by entry_number
),
weighed as (
    select distinct asset_id from analysis.plan_space
),
named as (
    select
        entry.entry_number,
        entry.line_number,
        entry.instruction,
        case when resolved.asset_count = 1 then resolved.asset_id end as asset_id,
        entry.reason,
        coalesce(resolved.asset_count, 0) as asset_count,
        weighed.asset_id is not null as is_weighed
    from core.plan_entry as entry
    left join resolved on resolved.entry_number = entry.entry_number
    left join weighed on weighed.asset_id = resolved.asset_id
    where entry.instruction in ('keep', 'release')
),
judged as (
    select
        named.entry_number,
        named.line_number,
        named.instruction,
        named.asset_id,
        named.reason,
        case
            when named.asset_count = 0 then 'no building of that id or code is known'
            when named.asset_count > 1 then 'several buildings have that code'
            when not named.is_weighed then 'no register or title shows that building to be held, or its place is not known, or buildings of its use are not weighed'
            when other.asset_id is not null then 'one line asks to keep the building, another to release it'
        end as fault
    from named
    left join (
        select asset_id
        from named
        where asset_id is not null
        group by asset_id
        having count(distinct instruction) > 1
    ) as other on other.asset_id = named.asset_id
)
select
    entry_number,
    line_number,
    instruction,
    asset_id,
    reason,
    fault,
    fault is null as is_followed
from judged
