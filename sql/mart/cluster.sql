-- grain: one row per cluster
-- question: where do public bodies keep buildings side by side, and what could co-location release?
-- owner: pilot team
-- Which building belongs where is mart.cluster_member. Only what a register or a title shows to be held has area, spare area or cost here;
-- places of service are counted as buildings and nothing else. A sum is of what is known, beside how many that is. What stands empty and may
-- not share with the hub is spare and no room for anybody there.
with member as (
    select
        member.cluster_id,
        member.hub_asset_id,
        member.asset_id,
        member.part,
        member.distance_m,
        member.duplicated_m2,
        estate.body_id,
        case when member.part = 'hub' then estate.area_code end as hub_area_code,
        estate.ownership_basis in ('register', 'title') and coalesce(estate.is_public_estate, true) as is_held,
        member.part = 'may share with the hub' as is_movable,
        estate.gia_m2,
        estate.running_cost_gbp,
        used.spare_m2,
        case when used.spare_m2 is not null then used.spare_basis end as spare_basis
    from mart.cluster_member as member
    inner join mart.estate as estate on estate.asset_id = member.asset_id
    left join mart.utilisation_latest as used on used.asset_id = member.asset_id
),
summed as (
    select
        cluster_id,
        min(hub_asset_id) as hub_asset_id,
        count(*) as asset_count,
        count(*) filter (where is_held) as held_count,
        count(distinct body_id) as body_count,
        count(distinct body_id) filter (where is_held) as held_body_count,
        -- whole square decimetres: their sum is the same in whatever order they come
        sum(round(gia_m2 * 100)::bigint) filter (where is_held) as gia_dm2,
        count(gia_m2) filter (where is_held) as gia_known_count,
        sum(round(spare_m2 * 100)::bigint) filter (where is_held) as spare_dm2,
        count(spare_m2) filter (where is_held) as spare_known_count,
        string_agg(distinct spare_basis, ' and ' order by spare_basis) filter (where is_held) as spare_basis,
        -- nought where no two bodies hold the like; not known where they do and of none of them the areas are
        case
            when count(*) filter (where part <> 'hub') = count(*) filter (where part <> 'hub' and duplicated_m2 is null) then null
            else coalesce(sum(round(duplicated_m2 * 100)::bigint) filter (where part <> 'hub'), 0)
        end as duplicated_dm2,
        sum(round(gia_m2 * 100)::bigint) filter (where is_held and is_movable) as movable_dm2,
        sum(round(spare_m2 * 100)::bigint) filter (where is_held and (is_movable or part = 'hub')) as room_dm2,
        count(*) filter (where is_held and is_movable) as movable_count,
        sum(running_cost_gbp) filter (where is_held) as running_cost_gbp,
        count(running_cost_gbp) filter (where is_held) as running_cost_known_count,
        max(distance_m) as radius_m,
        max(hub_area_code) as area_code
    from member
    group by cluster_id
),
bounded as (
    select
        cluster_id,
        case
            when room_dm2 is null then null
            when movable_count = 0 then 0
            when movable_dm2 is not null then least(room_dm2, movable_dm2)
        end as releasable_dm2
    from summed
)
select
    summed.cluster_id,
    row_number() over (
        order by
            bounded.releasable_dm2 desc nulls last,
            coalesce(summed.duplicated_dm2, 0) desc,
            coalesce(summed.spare_dm2, 0) desc,
            summed.held_body_count desc,
            summed.held_count desc,
            summed.asset_count desc,
            summed.cluster_id
    ) as rank,
    summed.hub_asset_id,
    summed.asset_count,
    summed.held_count,
    summed.body_count,
    summed.held_body_count,
    summed.gia_dm2 / 100.0 as gia_m2,
    summed.gia_known_count,
    summed.spare_dm2 / 100.0 as spare_m2,
    summed.spare_known_count,
    summed.spare_basis,
    summed.duplicated_dm2 / 100.0 as duplicated_m2,
    bounded.releasable_dm2 / 100.0 as releasable_m2,
    summed.running_cost_gbp,
    summed.running_cost_known_count,
    summed.radius_m,
    summed.area_code,
    case
        when summed.spare_known_count > 0 then 'spare area'
        when summed.gia_known_count > 0 then 'floor area'
        when summed.held_count > 0 then 'buildings'
        else 'places of service'
    end as basis
from summed
inner join bounded on bounded.cluster_id = summed.cluster_id
