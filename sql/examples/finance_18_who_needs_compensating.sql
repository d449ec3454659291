-- question: Which of us would a pooled budget leave worse off in cash, and what would put that right?
-- for: finance lead
-- answer: one row per pooled budget and body that pays or gains, those that lose most first within a pool
-- Beside doing nothing; discounted. Compensation above nought is given to the body, below nought it gives; empty where nothing that passes between
-- those who pay would help. The words of outside_sample belong to every such figure.
select
    body.scenario_id,
    body.body_id,
    body.is_partner,
    body.net_cash_pv_gbp,
    body.compensation_pv_gbp,
    scenario.outside_sample is not null as is_measured_elsewhere
from mart.pool_body as body
inner join mart.pool_scenario as scenario on scenario.scenario_id = body.scenario_id
order by body.scenario_id, body.net_cash_pv_gbp, body.body_id
