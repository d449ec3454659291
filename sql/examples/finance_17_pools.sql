-- question: What does each pooled budget take from each of us, how much of it is locked to one purpose, and what comes back?
-- for: finance lead
-- answer: one row per pooled budget and partner, the most money first within a pool
-- All years of the pool, prices of each year, calls for what ran short included. Pools may be choices between each other: never add them.
select
    scenario_id,
    body_id,
    sum(amount_gbp) as pays_gbp,
    coalesce(sum(amount_gbp) filter (where is_locked), 0) as locked_gbp,
    sum(returned_gbp) as returned_gbp
from mart.pool_contribution
group by scenario_id, body_id
order by scenario_id, pays_gbp desc, body_id
