-- grain: one row per option and body
-- question: what does each partner gain or lose by each plan?
-- owner: pilot team
-- As the solver left it (analysis/estate_plan): all four tables are of one solving.
select
    option_id,
    body_id,
    given_up_count,
    host_count,
    move_count,
    fte,
    revenue_a_year_gbp,
    one_off_cost_gbp,
    receipt_gbp,
    ring_fenced_receipt_gbp,
    liability_avoided_gbp,
    hosting_charge_a_year_gbp,
    rent_between_a_year_gbp,
    gain_gbp,
    is_worse_off
from analysis.plan_solution
where of = 'body'
