-- grain: one row per option
-- question: which plans for one estate are there, what is each worth, and how near is each to the best possible?
-- owner: pilot team
-- As the solver left it (analysis/estate_plan): all four tables are of one solving.
select
    option_id,
    partners,
    standard,
    building_count,
    assessed_count,
    given_up_count,
    host_count,
    blocked_count,
    move_count,
    fte,
    part_count,
    first_fy,
    horizon_years,
    discount_share,
    do_nothing_gbp,
    objective_gbp,
    bound_gbp,
    gap_share,
    gap_of_gain_share,
    gain_gbp,
    revenue_a_year_gbp,
    one_off_cost_gbp,
    receipt_gbp,
    ring_fenced_receipt_gbp,
    liability_avoided_gbp,
    status
from analysis.plan_solution
where of = 'option'
