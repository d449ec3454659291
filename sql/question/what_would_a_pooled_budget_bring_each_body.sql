-- grain: one row per pooled budget and body that pays into it or gains by it
-- question: what does each body pay into each pooled budget, what does it save, and who would need compensating?
-- owner: finance leads
select
    pooled.scenario_id,
    scenario.name as pooled_budget,
    pooled.body_id,
    body.name as body,
    pooled.is_partner,
    pooled.contribution_gbp,
    pooled.returned_gbp,
    pooled.benefit_gbp,
    pooled.net_cash_gbp,
    pooled.net_cash_pv_gbp,
    pooled.loses,
    pooled.compensation_pv_gbp,
    pooled.outside_sample
from mart.pool_body as pooled
inner join mart.pool_scenario as scenario on scenario.scenario_id = pooled.scenario_id
inner join ref.body as body on body.body_id = pooled.body_id
order by pooled.scenario_id, pooled.net_cash_pv_gbp desc, pooled.body_id
