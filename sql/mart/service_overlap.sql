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
across as (
    -- unnested one after the other and not joined: a join over nine squares may be taken before that of the squares
    select asset_id, body_id, function, cell_x, cell_y, unnest([-1, 0, 1]) as step from building
),
around as (
    select asset_id, body_id, function, cell_x + step as cell_x, cell_y, unnest([-1, 0, 1]) as step from across
),
looked_for as (
    select around.asset_id, around.body_id, around.cell_x, around.cell_y + around.step as cell_y, sharing.other_id
    from around
    inner join sharing on sharing.function_id = around.function
),
met as (
    select looked_for.asset_id as left_asset_id, other.asset_id as right_asset_id
    from looked_for
    inner join building as other
        on other.cell_x = looked_for.cell_x
        and other.cell_y = looked_for.cell_y
        and other.function = looked_for.other_id
        and other.asset_id > looked_for.asset_id
        and other.body_id <> looked_for.body_id
),
near as (
    select
        met.left_asset_id,
        met.right_asset_id,
        one.function as left_function,
        other.function as right_function,
        sqrt(
            (one.easting - other.easting) * (one.easting - other.easting)
            + (one.northing - other.northing) * (one.northing - other.northing)
        ) as distance_m,
        one.radius_m,
        one.detour_times,
        one.headroom_share,
        one.band as left_band,
        other.band as right_band,
        one.peak_share as left_peak_share,
        other.peak_share as right_peak_share,
        one.grade as left_grade,
        other.grade as right_grade,
        case
            when one.gia_m2 > 0 and other.gia_m2 > 0 then 'GIA'
            when one.nia_m2 > 0 and other.nia_m2 > 0 then 'NIA'
        end as area_basis,
        case when one.gia_m2 > 0 and other.gia_m2 > 0 then one.gia_m2 else one.nia_m2 end as left_m2,
        case when one.gia_m2 > 0 and other.gia_m2 > 0 then other.gia_m2 else other.nia_m2 end as right_m2
    from met
    inner join building as one on one.asset_id = met.left_asset_id
    inner join building as other on other.asset_id = met.right_asset_id
),
weighed as (
    select
        left_asset_id,
        right_asset_id,
        left_function,
        right_function,
        distance_m,
        detour_times,
        area_basis,
        left_grade,
        right_grade,
        left_m2 * left_peak_share + right_m2 * right_peak_share as demand_m2,
        left_m2 * (1 - headroom_share) as left_capacity_m2,
        right_m2 * (1 - headroom_share) as right_capacity_m2,
        case
            when left_band = 'unknown' or right_band = 'unknown' then 1
            when left_band = 'vacant' or right_band = 'vacant' then 2
            when left_band <> 'under-used' or right_band <> 'under-used' then 3
            when left_peak_share is null or right_peak_share is null then 4
            when area_basis is null then 5
        end as common_stage
    from near
    where distance_m <= radius_m
),
staged as (
    -- each of the two as the one that takes in both
    select
        left_asset_id,
        right_asset_id,
        left_function,
        right_function,
        distance_m,
        detour_times,
        area_basis,
        demand_m2,
        left_capacity_m2,
        right_capacity_m2,
        case
            when common_stage is not null then common_stage
            when demand_m2 > left_capacity_m2 then 6
            when left_grade in ('C', 'D') then 7
            when left_grade is null then 8
            else 9
        end as left_stage,
        case
            when common_stage is not null then common_stage
            when demand_m2 > right_capacity_m2 then 6
            when right_grade in ('C', 'D') then 7
            when right_grade is null then 8
            else 9
        end as right_stage
    from weighed
),
chosen as (
    select
        left_asset_id,
        right_asset_id,
        left_function,
        right_function,
        distance_m,
        detour_times,
        area_basis,
        demand_m2,
        greatest(left_stage, right_stage) as stage,
        case
            when left_stage <= 5 then null
            when left_stage > right_stage then true
            when left_stage < right_stage then false
            else left_capacity_m2 >= right_capacity_m2
        end as is_left,
        left_capacity_m2,
        right_capacity_m2
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
    case when is_left then left_asset_id when not is_left then right_asset_id end as survivor_asset_id,
    area_basis,
    case when stage > 5 then round(demand_m2, 2) end as demand_m2,
    case when is_left then round(left_capacity_m2, 2) when not is_left then round(right_capacity_m2, 2) end as capacity_m2,
    case when is_left then round(left_capacity_m2 - demand_m2, 2) when not is_left then round(right_capacity_m2 - demand_m2, 2) end as spare,
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
from chosen
