-- grain: one row per service to the public and district in which some points of access must stay
-- question: how many points of access to each service must each district keep?
-- owner: pilot team
-- assumptions: plan_access_minimum
-- Buildings that the plan cannot weigh, and places of service, stay: they count as elsewhere. What the place's own file asks of a district goes before
-- what it asks of all, and that before the project's default. No more is asked than there are.
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
),
asked as (
    select
        offered.service,
        offered.area_code,
        offered.weighed_count,
        offered.elsewhere_count,
        coalesce(own.minimum, every.minimum, floor(threshold.value)::bigint) as minimum,
        coalesce(own.reason, every.reason, 'project default: ' || floor(threshold.value)::bigint::varchar || ' of each service in each district that has any') as reason
    from offered
    inner join core.assumption as threshold on threshold.assumption_id = 'plan_access_minimum'
    left join core.plan_entry as own
        on own.instruction = 'access' and own.service = offered.service and own.area_code = offered.area_code
    left join core.plan_entry as every
        on every.instruction = 'access' and every.service = offered.service and every.area_code is null
    where offered.weighed_count > 0
)
select
    service,
    area_code,
    least(minimum, weighed_count + elsewhere_count) as minimum,
    elsewhere_count,
    reason
from asked
