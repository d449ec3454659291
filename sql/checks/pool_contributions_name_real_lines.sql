-- grain: one row per contribution whose line is not that of the partner in the base year
-- question: is each line that pays into a pool a real line of a real return?
-- owner: finance leads
-- table: mart.pool_contribution
-- sentence: each contribution is drawn from a line of the count of its body and base year, and holds what it says, or names none
-- severity: blocking
select contribution.scenario_id, contribution.body_id, contribution.count_id, contribution.base_gbp, counted.net_gbp
from mart.pool_contribution as contribution
left join mart.spend_count as counted
    on counted.count_id = contribution.count_id
    and counted.body_id = contribution.body_id
    and counted.fy = contribution.base_fy
where contribution.count_id <> 0
    and (counted.count_id is null or (contribution.count_id > 0 and counted.net_gbp <> contribution.base_gbp))
