-- grain: one row per held building and kind of space in it
-- question: how much of each kind of space does each building have for people at the peak?
-- owner: pilot team
-- assumptions: service_overlap_headroom_share
-- The areas returned of each kind; where of one kind an area is not stated, what the others leave of the building; where the building is of one
-- kind, all of it. What tenants have that are no bodies of the place is no room. What is not known has no row.
with kind as (
    select
        asset_id,
        space_kind,
        min(building_net_m2) as building_net_m2,
        bool_or(use = 'not known') as is_unknown,
        bool_or(use = 'tenant') as has_tenant,
        case when count(net_m2) = count(*) then sum(net_m2::decimal(18, 4)) end as net_m2,
        case when count(net_m2) filter (where use = 'tenant') = count(*) filter (where use = 'tenant')
            then coalesce(sum(net_m2::decimal(18, 4)) filter (where use = 'tenant'), 0) end as tenant_m2
    from analysis.plan_space
    group by asset_id, space_kind
),
beside as (
    select
        asset_id,
        space_kind,
        building_net_m2::decimal(18, 4) as building_net_m2,
        is_unknown,
        net_m2,
        tenant_m2,
        count(*) over (partition by asset_id) as kind_count,
        count(*) over (partition by asset_id) - count(net_m2) over (partition by asset_id) as unstated_count,
        coalesce(sum(net_m2) over (partition by asset_id), 0) as stated_m2
    from kind
),
sized as (
    select
        asset_id,
        space_kind,
        case
            when kind_count = 1 then coalesce(building_net_m2, net_m2)
            when net_m2 is not null then net_m2
            when unstated_count = 1 then building_net_m2 - stated_m2
        end - tenant_m2 as room_m2
    from beside
    where not is_unknown
)
select
    sized.asset_id,
    sized.space_kind,
    round(greatest(0, sized.room_m2::double) * (1 - headroom.value), 2) as capacity_m2
from sized
inner join core.assumption as headroom on headroom.assumption_id = 'service_overlap_headroom_share'
where sized.room_m2 is not null
