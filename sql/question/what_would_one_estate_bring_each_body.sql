-- grain: one row per option of the plan for one estate and body
-- question: what would each body gain or lose by each plan for one estate: revenue a year, one-off costs, receipts?
-- owner: estates
select
    gained.option_id,
    planned.partners,
    planned.standard,
    gained.body_id,
    body.name as body,
    gained.given_up_count,
    gained.revenue_a_year_gbp,
    gained.one_off_cost_gbp,
    gained.receipt_gbp,
    gained.ring_fenced_receipt_gbp,
    gained.liability_avoided_gbp,
    gained.gain_gbp,
    gained.is_worse_off
from mart.estate_plan_body as gained
inner join mart.estate_option as planned on planned.option_id = gained.option_id
inner join ref.body as body on body.body_id = gained.body_id
order by gained.option_id, gained.gain_gbp desc, gained.body_id
