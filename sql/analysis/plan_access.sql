-- grain: one row per service to the public and district in which some points of access must stay
-- question: how many points of access to each service must each district keep?
-- owner: pilot team
-- assumptions: plan_access_minimum
-- Buildings that the plan cannot weigh, and places of service, stay: they count as elsewhere.
with offered as (
    select
        estate.function as service,
        estate.area_code,
        count(*) filter (where building.asset_id is not null) as weighed_count,
        count(*) filter (where building.asset_id is null) as elsewhere_count
    from mart.estate as estate
    inner join ref.function as use on use.function_id = estate.function
    left join analysis.plan_building as building on building.asset_id = estate.asset_id and building.missing_data is null
    where use.is_public_service
        and estate.area_code is not null
        and estate.asset_kind in ('building', 'site')
        and not estate.is_disowned
    group by estate.function, estate.area_code
)
select
    offered.service,
    offered.area_code,
    floor(least(threshold.value, offered.weighed_count + offered.elsewhere_count))::bigint as minimum,
    offered.elsewhere_count,
    'project default: ' || floor(threshold.value)::bigint::varchar || ' of each service in each district that has any' as reason
from offered
inner join core.assumption as threshold on threshold.assumption_id = 'plan_access_minimum'
where offered.weighed_count > 0
