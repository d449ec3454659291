-- grain: one row per pair of held buildings of two bodies within walking distance, whose uses are the same or may share a building
-- question: which pairs of buildings provide the same and could be one, and what stands against the others?
-- owner: pilot team
-- assumptions: service_overlap_walk_m, walk_detour_times, service_overlap_headroom_share
-- Both must be under-used for their class; what both need at their peaks, added in full, must fit into one of them with headroom; that one
-- must be in condition A or B. Of the two the one is weighed that gets further through the screen, then that with more left, then the left.
-- People, places and floor area not empty have no hours of the day: their figure is their peak. Counts of desks and rooms have one, or it is not known.
-- Places of service are nobody's to give up and stand in no pair.
with threshold as (
    select
        max(value) filter (where assumption_id = 'service_overlap_walk_m') as walk_m,
        max(value) filter (where assumption_id = 'walk_detour_times') as detour_times,
        max(value) filter (where assumption_id = 'service_overlap_headroom_share') as headroom_share
    from core.assumption
),
word as (
    select
        use.function_id,
        trim(unnest(string_split(coalesce(use.may_share_with, ''), ','))) as other_id
    from ref.function as use
),
stated as (
    select function_id, other_id from word where other_id <> ''
),
sharing as (
    -- whichever of the two rows says so; a use that may share with none is a service of its own, but nobody knows which "other" and "not known" are
    select function_id, other_id from stated
    union
    select other_id, function_id from stated
    union
    select function_id, function_id from stated
    union
    select other_id, other_id from stated
),
building as (
    select
        estate.asset_id,
        estate.body_id,
        estate.function,
        estate.easting,
        estate.northing,
        estate.gia_m2,
        estate.nia_m2,
        nullif(regexp_extract(upper(trim(estate.condition)), '^(GRADE |CONDITION |CATEGORY )?([A-D])([^A-Z]|$)', 2), '') as grade,
        coalesce(used.band, 'unknown') as band,
        case when used.measure in ('U1', 'U6', 'U7') then used.utilisation_share else used.peak_share end as peak_share,
        threshold.detour_times,
        threshold.headroom_share,
        threshold.walk_m / threshold.detour_times as radius_m,
        floor(estate.easting / (threshold.walk_m / threshold.detour_times))::bigint as cell_x,
        floor(estate.northing / (threshold.walk_m / threshold.detour_times))::bigint as cell_y
    from mart.estate as estate
    cross join threshold
    left join mart.utilisation_latest as used on used.asset_id = estate.asset_id
    where estate.asset_kind = 'building'
        and estate.ownership_basis in ('register', 'title')
        and coalesce(estate.is_public_estate, true)
        and not estate.is_disowned
        and estate.easting is not null
        and estate.function in (select function_id from sharing)
),
step as (
    select across.step as across, up.step as up
    from (select unnest(range(-1, 2)) as step) as across
    cross join (select unnest(range(-1, 2)) as step) as up
),
near as (
    select
        lower_one.asset_id as left_asset_id,
        higher.asset_id as right_asset_id,
        lower_one.function as left_function,
        higher.function as right_function,
        sqrt(
            (lower_one.easting - higher.easting) * (lower_one.easting - higher.easting)
            + (lower_one.northing - higher.northing) * (lower_one.northing - higher.northing)
        ) as distance_m,
        lower_one.radius_m,
        lower_one.detour_times,
        lower_one.headroom_share,
        lower_one.band as left_band,
        higher.band as right_band,
        lower_one.peak_share as left_peak_share,
        higher.peak_share as right_peak_share,
        lower_one.grade as left_grade,
        higher.grade as right_grade,
        case
            when lower_one.gia_m2 > 0 and higher.gia_m2 > 0 then 'GIA'
            when lower_one.nia_m2 > 0 and higher.nia_m2 > 0 then 'NIA'
        end as area_basis,
        case when lower_one.gia_m2 > 0 and higher.gia_m2 > 0 then lower_one.gia_m2 else lower_one.nia_m2 end as left_m2,
        case when lower_one.gia_m2 > 0 and higher.gia_m2 > 0 then higher.gia_m2 else higher.nia_m2 end as right_m2
    from building as lower_one
    cross join step
    inner join building as higher
        on higher.cell_x = lower_one.cell_x + step.across
        and higher.cell_y = lower_one.cell_y + step.up
        and higher.asset_id > lower_one.asset_id
        and higher.body_id <> lower_one.body_id
    inner join sharing on sharing.function_id = lower_one.function and sharing.other_id = higher.function
),
weighed as (
    -- each of the two as the one that takes in both
    select
        near.left_asset_id,
        near.right_asset_id,
        near.left_function,
        near.right_function,
        near.distance_m,
        near.detour_times,
        near.area_basis,
        side.is_left,
        near.left_m2 * near.left_peak_share + near.right_m2 * near.right_peak_share as demand_m2,
        case when side.is_left then near.left_m2 else near.right_m2 end * (1 - near.headroom_share) as capacity_m2,
        case when side.is_left then near.left_grade else near.right_grade end as grade,
        case
            when near.left_band = 'unknown' or near.right_band = 'unknown' then 1
            when near.left_band = 'vacant' or near.right_band = 'vacant' then 2
            when near.left_band <> 'under-used' or near.right_band <> 'under-used' then 3
            when near.left_peak_share is null or near.right_peak_share is null then 4
            when near.area_basis is null then 5
        end as common_stage
    from near
    cross join (select unnest([true, false]) as is_left) as side
    where near.distance_m <= near.radius_m
),
staged as (
    select
        left_asset_id,
        right_asset_id,
        left_function,
        right_function,
        distance_m,
        detour_times,
        area_basis,
        is_left,
        demand_m2,
        capacity_m2,
        case
            when common_stage is not null then common_stage
            when demand_m2 > capacity_m2 then 6
            when grade in ('C', 'D') then 7
            when grade is null then 8
            else 9
        end as stage
    from weighed
),
ranked as (
    select
        left_asset_id,
        right_asset_id,
        left_function,
        right_function,
        distance_m,
        detour_times,
        area_basis,
        is_left,
        case when stage > 5 then demand_m2 end as demand_m2,
        case when stage > 5 then capacity_m2 end as capacity_m2,
        stage,
        row_number() over (
            partition by left_asset_id, right_asset_id
            order by stage desc, capacity_m2 - demand_m2 desc nulls last, is_left desc
        ) as nth
    from staged
)
select
    'pair-' || left_asset_id || '-' || right_asset_id as pair_id,
    left_asset_id,
    right_asset_id,
    case
        when left_function = right_function then left_function
        else least(left_function, right_function) || ' and ' || greatest(left_function, right_function)
    end as service,
    left_function = right_function as is_same_service,
    round(distance_m, 1) as distance_m,
    round(distance_m * detour_times, 0) as walk_m,
    case when stage > 5 and is_left then left_asset_id when stage > 5 then right_asset_id end as survivor_asset_id,
    area_basis,
    round(demand_m2, 2) as demand_m2,
    round(capacity_m2, 2) as capacity_m2,
    round(capacity_m2 - demand_m2, 2) as spare,
    case stage
        when 1 then 'use not known'
        when 2 then 'vacant'
        when 3 then 'not under-used'
        when 4 then 'peak not known'
        when 5 then 'floor area not known'
        when 6 then 'does not fit at the peak'
        when 7 then 'condition poor'
        when 8 then 'condition not known'
        else 'none'
    end as binding_constraint,
    case
        when stage = 9 then 'candidate'
        when stage in (1, 4, 5, 8) then 'not assessed'
        else 'ruled out'
    end as outcome
from ranked
where nth = 1
