-- question: What do buildings of each use cost to run, for each square metre, where cost and size are both known?
-- for: finance lead
-- answer: one row per use with five such buildings or more, the dearest first
-- Only where the body that states the cost is the one that manages the building: what another body pays for its part is not the cost of the whole.
select
    estate.function as used_for,
    count(*) as buildings,
    sum(cost.running_cost_gbp) as running_cost_gbp,
    round(sum(estate.gia_m2), 0) as gia_m2,
    round(sum(cost.running_cost_gbp) / sum(estate.gia_m2), 2) as gbp_a_m2
from mart.estate as estate
inner join mart.estate_cost as cost
    on cost.asset_id = estate.asset_id
    and cost.body_id = estate.body_id
    and cost.is_running_cost_shown
where estate.is_public_estate and estate.asset_kind = 'building' and estate.gia_m2 > 0
group by estate.function
having count(*) >= 5
order by gbp_a_m2 desc, used_for
