-- question: What of the count is spent in the area of each new authority, and how much of that is divided by a rule?
-- for: finance lead
-- answer: one row per financial year and new authority, with what is spent elsewhere or given to no area; they add up to the count
select
    fy,
    successor_id as new_authority,
    sum(net_gbp) as net_gbp,
    sum(net_gbp) filter (where passes) as by_bodies_that_pass_gbp,
    sum(measured_gbp) as measured_gbp,
    sum(apportioned_gbp) as apportioned_gbp,
    sum(not_placed_gbp) as not_placed_gbp
from mart.successor_spend
where economic = 'revenue'
group by fy, new_authority
order by fy, new_authority
