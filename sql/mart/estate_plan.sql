-- grain: one row per option and held building
-- question: which buildings would be kept, host others, be left or released, and why?
-- owner: pilot team
-- As the solver left it (analysis/estate_plan): all four tables are of one solving.
select
    option_id,
    asset_id,
    body_id,
    action,
    reason,
    constraint_name,
    missing_data,
    unlock_value_gbp,
    is_robust,
    flips_when,
    year_fy,
    hosted_m2,
    gain_gbp,
    revenue_a_year_gbp,
    one_off_cost_gbp,
    receipt_gbp,
    ring_fenced_receipt_gbp,
    liability_avoided_gbp,
    part_id
from analysis.plan_solution
where of = 'building'
