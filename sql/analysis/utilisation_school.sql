-- grain: one row per school and list
-- question: how many of each school's places have a pupil?
-- owner: pilot team
-- assumptions: school_margin_share, school_class_places, school_primary_place_m2, school_secondary_place_m2, school_growing_years, utilisation_implausible_share
-- Capacity and roll are those of one line of one list, so of the same ages and census. A school at several assets, or one of several at
-- an asset, is an organisation here: its figure is not one of a building. Nursery pupils have no place in the capacity: where they are
-- in the roll or may be, there is no band, and nothing is said of unfilled places. A new school that is no conversion of an old one
-- fills a year of age at a time.
with assumed as (
    select
        max(value) filter (where assumption_id = 'school_margin_share') as margin_share,
        max(value) filter (where assumption_id = 'school_class_places') as class_places,
        max(value) filter (where assumption_id = 'school_primary_place_m2') as primary_m2,
        max(value) filter (where assumption_id = 'school_secondary_place_m2') as secondary_m2,
        max(value) filter (where assumption_id = 'school_growing_years') as growing_years,
        max(value) filter (where assumption_id = 'utilisation_implausible_share') as implausible_share
    from core.assumption
),
line as (
    select
        coalesce('URN ' || school.urn, 'school ' || asset.asset_id) as school_id,
        school.source_file_id,
        school.source_part,
        school.source_row,
        asset.asset_id,
        property_line.body_id,
        school.name_as_published,
        school.capacity,
        school.roll,
        coalesce(school.census_on, school.as_at_on) as as_at_on,
        school.status = 'proposed to open' as is_not_open,
        school.is_special,
        -- without a word on nursery classes the lowest age tells, else the phase
        case
            when school.has_nursery is not null then school.has_nursery
            when school.statutory_low_age is not null then school.statutory_low_age < 4
            when regexp_matches(lower(school.phase_as_published), 'secondary|16 plus|sixth form|middle|junior') then false
            when regexp_matches(lower(school.phase_as_published), 'nursery') then true
        end as has_nursery,
        school.opened_on is not null
        and not regexp_matches(lower(concat_ws(' ', school.type_as_published, school.type_group_as_published)), 'convert|sponsor')
        and coalesce(school.census_on, school.as_at_on) < make_date(
            year(school.opened_on) + cast(round(coalesce(school.statutory_high_age - school.statutory_low_age, assumed.growing_years)) as integer), month(school.opened_on), 1
        ) as is_growing,
        case
            when school.statutory_high_age <= 11 then 'primary'
            when school.statutory_low_age >= 9 then 'secondary'
            when school.statutory_low_age is not null and school.statutory_high_age is not null then null
            when regexp_matches(lower(school.phase_as_published), 'all.through') then null
            when regexp_matches(lower(school.phase_as_published), 'primary|infant|junior|first|nursery') then 'primary'
            when regexp_matches(lower(school.phase_as_published), 'secondary|upper') then 'secondary'
        end as phase
    from staging.school as school
    inner join core.asset_line as asset
        on asset.source_file_id = school.source_file_id
        and asset.source_part = school.source_part
        and asset.source_row = school.source_row
    inner join core.property_line as property_line
        on property_line.source_file_id = school.source_file_id
        and property_line.source_part = school.source_part
        and property_line.source_row = school.source_row
    cross join assumed
),
school as (
    select
        school_id,
        source_file_id,
        source_part,
        case when count(*) = 1 then min(source_row) end as source_row,
        case when count(distinct asset_id) = 1 then min(asset_id) end as asset_id,
        min(body_id) as body_id,
        min(name_as_published) as name,
        count(*) as line_count,
        max(as_at_on) as as_at_on,
        -- several lines that all say the same say it of the school; where they differ, the total cannot be told
        count(distinct coalesce(capacity, -1)) > 1 or count(distinct coalesce(roll, -1)) > 1 as is_contradicted,
        min(capacity) as capacity,
        min(roll) as roll,
        bool_or(is_not_open) as is_not_open,
        bool_or(is_special) as is_special,
        bool_or(has_nursery) as has_nursery,
        coalesce(bool_or(is_growing), false) as is_growing,
        case when count(distinct phase) = 1 then min(phase) end as phase
    from line
    group by school_id, source_file_id, source_part
),
sharing as (
    -- within one list: another list may name the same school without its URN
    select asset_id, max(school_count) as school_count
    from (
        select asset_id, source_file_id, source_part, count(distinct school_id) as school_count
        from line
        group by asset_id, source_file_id, source_part
    ) as listed
    group by asset_id
),
judged as (
    select
        school.school_id,
        school.source_file_id,
        school.source_part,
        school.source_row,
        case when sharing.school_count = 1 then school.asset_id end as asset_id,
        school.body_id,
        school.name,
        school.line_count,
        school.as_at_on,
        case when not school.is_contradicted then school.capacity end as capacity,
        case when not school.is_contradicted then school.roll end as roll,
        case
            when school.is_contradicted then 'Its lines state different capacities or rolls, and the total cannot be told.'
            when school.is_not_open then 'It is not open yet.'
            when school.capacity is null and school.roll is null then 'Neither capacity nor roll is stated.'
            when school.capacity is null then 'The roll is stated and the capacity is not.'
            when school.roll is null then 'The capacity is stated and the roll is not.'
            when school.roll = 0 then 'No pupil is on its roll, which is also what a list says that does not know them.'
        end as no_value_reason,
        case
            when school.is_special then 'special school'
            when school.is_growing then 'school that fills year by year'
            when school.has_nursery then 'roll includes nursery'
            when school.has_nursery is null then 'roll may include nursery'
        end as no_band_reason,
        school.phase
    from school
    left join sharing on sharing.asset_id = school.asset_id
),
counted as (
    select
        judged.school_id,
        judged.source_file_id,
        judged.source_part,
        judged.source_row,
        judged.asset_id,
        judged.body_id,
        judged.name,
        judged.line_count,
        judged.as_at_on,
        judged.capacity,
        judged.roll,
        judged.no_value_reason,
        judged.no_band_reason,
        judged.phase,
        judged.no_value_reason is null and judged.no_band_reason is null and judged.roll <= judged.capacity * assumed.implausible_share as has_places,
        cast(
            floor(greatest(0, judged.capacity::decimal(18, 4) * (1 - assumed.margin_share::decimal(18, 4)) - judged.roll) / assumed.class_places::decimal(18, 4))
                * assumed.class_places as double
        ) as spare_places,
        case judged.phase when 'primary' then assumed.primary_m2 when 'secondary' then assumed.secondary_m2 end as place_m2
    from judged
    cross join assumed
)
select
    case when asset_id is null then 'organisation' else 'building' end as unit_kind,
    school_id as unit_id,
    'U6' as measure,
    coalesce(as_at_on::varchar, 'not stated') as period,
    source_file_id,
    source_part,
    source_row,
    name as unit_name,
    asset_id,
    body_id,
    null as period_from_on,
    as_at_on as period_to_on,
    roll as value,
    'pupils' as value_unit,
    roll as numerator,
    capacity as denominator,
    'places' as denominator_basis,
    case when no_value_reason is null then round(roll / capacity, 6) end as utilisation_share,
    null as peak_share,
    coalesce(no_value_reason, no_band_reason) as no_band_reason,
    case when has_places then round(spare_places * place_m2, 2) end as spare_m2,
    case when has_places and place_m2 is not null then 'GIA' end as spare_basis,
    case when has_places and place_m2 is not null then 'whole classes beyond the margin, at ' || regexp_replace(place_m2::varchar, '\.0$', '') || ' m² a place; school: consent needed' end as spare_method,
    case when has_places then greatest(0, capacity - roll) end as unfilled_places,
    case when has_places then greatest(0, roll - capacity) end as overfilled_places,
    line_count as unit_count
from counted
