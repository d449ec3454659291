-- question: Which buildings spend the most on energy, by the returns of running costs?
-- for: finance lead
-- answer: one row per building and year, ten at most
select
    estate.name as building,
    cost.running_cost_fy as fy,
    cost.energy_gbp,
    estate.gia_m2,
    round(cost.energy_gbp / estate.gia_m2, 2) as gbp_a_m2
from mart.estate_cost as cost
inner join mart.estate as estate on estate.asset_id = cost.asset_id
where cost.source_kind = 'estate_cost' and cost.energy_gbp is not null
order by cost.energy_gbp desc, building
limit 10
