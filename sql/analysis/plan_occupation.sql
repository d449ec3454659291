-- grain: one row per occupation whose need of space is known
-- question: who needs how much of which space, today and by the target standard, and what would moving it cost?
-- owner: pilot team
-- assumptions: office_desk_m2, plan_move_desk_gbp, plan_move_m2_gbp, plan_optimism_bias_share, plan_vat_council_share, plan_vat_nhs_share, plan_vat_police_share, plan_vat_fire_share, plan_vat_schools_share, plan_vat_other_share
with assumed as (
    select
        max(value) filter (where assumption_id = 'office_desk_m2') as desk_m2,
        max(value) filter (where assumption_id = 'plan_move_desk_gbp')::decimal(12, 2) as desk_price,
        max(value) filter (where assumption_id = 'plan_move_m2_gbp')::decimal(12, 2) as m2_price,
        (1 + max(value) filter (where assumption_id = 'plan_optimism_bias_share'))::decimal(7, 4) as bias_times
    from core.assumption
)
select
    space.occupation_id,
    space.asset_id,
    space.body_id,
    space.function,
    space.space_kind,
    space.demand_today_m2,
    space.demand_target_m2,
    space.fte,
    (
        case
            when space.space_kind = 'desk' then round(space.demand_today_m2 / assumed.desk_m2, 4)::decimal(12, 4) * assumed.desk_price
            else space.demand_today_m2::decimal(12, 4) * assumed.m2_price
        end::decimal(18, 2) * assumed.bias_times * (1 + coalesce(vat.value, 0))::decimal(7, 4)
    )::decimal(18, 2) as move_cost_gbp,
    use.is_public_service as is_public
from analysis.plan_space as space
inner join ref.function as use on use.function_id = space.function
inner join ref.body as body on body.body_id = space.body_id
cross join assumed
left join core.assumption as vat on vat.assumption_id = 'plan_vat_' || body.kind || '_share'
where space.occupation_id is not null and space.demand_today_m2 is not null
