-- grain: one row per line of the count and year from which pooled budgets together draw more than it holds
-- question: is the same pound of a line promised to several pools?
-- owner: finance leads
-- table: mart.pool_contribution
-- sentence: what several pooled budgets draw from a line in a year is together no more than the line holds; where they are choices between each other, this may be accepted
-- severity: warning
select
    body_id,
    count_id,
    line,
    fy,
    min(scenario_id) as first_scenario_id,
    max(scenario_id) as last_scenario_id,
    sum(amount_gbp) as promised_gbp,
    min(available_gbp) as available_gbp
from mart.pool_contribution
where count_id > 0
group by body_id, count_id, line, fy
having count(distinct scenario_id) > 1 and sum(amount_gbp) > min(available_gbp)
