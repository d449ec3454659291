-- grain: one row per room or building, what was counted, and period
-- question: what was counted of each room and building, each once?
-- owner: pilot team
-- Lines of one table that state different figures of the same thing contradict each other: none of them is used.
with line as (
    select
        reference.asset_id,
        reference.body_id,
        used.unit_kind,
        case
            when used.unit_kind = 'building' then ''
            -- a room that must not be named is told from others by its line
            when guarded.source_row is not null then 'withheld, line ' || used.source_row
            else coalesce(
                nullif(trim(regexp_replace(lower(used.unit_name_as_published), '[^a-z0-9]+', ' ', 'g')), ''), 'without a name, line ' || used.source_row
            )
        end as unit_key,
        case when guarded.source_row is not null and used.unit_name_as_published is not null then '(withheld)' else used.unit_name_as_published end as unit_name_as_published,
        used.counted,
        used.from_on,
        used.to_on,
        used.source_file_id,
        used.source_part,
        used.source_row,
        used.unit_area_m2,
        used.available,
        used.used_mean,
        used.used_peak,
        used.rooms_in_building
    from staging.measured_use as used
    inner join core.asset_reference as reference
        on reference.source_file_id = used.source_file_id
        and reference.source_part = used.source_part
        and reference.source_row = used.source_row
    left join core.guarded_line as guarded
        on guarded.source_file_id = used.source_file_id
        and guarded.source_part = used.source_part
        and guarded.source_row = used.source_row
    where reference.line_status = 'loaded'
),
unit as (
    select
        asset_id,
        unit_kind,
        unit_key,
        counted,
        from_on,
        to_on,
        source_file_id,
        source_part,
        min(source_row) as source_row,
        min(body_id) as body_id,
        min(unit_name_as_published) as unit_name,
        count(*) as line_count,
        count(distinct concat_ws('/', available::varchar, coalesce(used_mean::varchar, '-'), coalesce(used_peak::varchar, '-'))) > 1 as is_contradicted,
        min(unit_area_m2) as unit_area_m2,
        min(available) as available,
        min(used_mean) as used_mean,
        min(used_peak) as used_peak,
        max(rooms_in_building) as rooms_in_building
    from line
    group by asset_id, unit_kind, unit_key, counted, from_on, to_on, source_file_id, source_part
)
select
    asset_id,
    unit_kind,
    unit_key,
    counted,
    from_on,
    to_on,
    source_file_id,
    source_part,
    source_row,
    body_id,
    unit_name,
    line_count,
    is_contradicted,
    unit_area_m2,
    case when not is_contradicted then available end as available,
    case when not is_contradicted then used_mean end as used_mean,
    case when not is_contradicted then used_peak end as used_peak,
    rooms_in_building
from unit
