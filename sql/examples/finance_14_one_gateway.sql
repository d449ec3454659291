-- question: Which grants could partners decide on together, and is the pot large enough?
-- for: finance lead
-- answer: one row per pot of grants-gateway.toml and year in which what follows a grant would begin, with what the grants of that year and those before come to
-- The grants themselves, with the reason why each is in, out or not stated, stand in mart.grant_decision.
select
    pot_name as pot,
    decision_fy as fy,
    count(*) as grants,
    count(distinct funder) as funders,
    min(decide_by_on) as first_decided_by_on,
    sum(annual_gbp) as a_year_gbp,
    sum(sum(annual_gbp)) over (partition by pot_name order by decision_fy) as with_years_before_gbp,
    min(pot_gbp) as pot_a_year_gbp
from mart.grant_decision
where outcome = 'in'
group by pot_name, decision_fy
order by pot, fy
