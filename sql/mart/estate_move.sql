-- grain: one row per option, occupation that moves and building it moves to
-- question: who would move where, and when?
-- owner: pilot team
-- As the solver left it (analysis/estate_plan): all four tables are of one solving.
select
    option_id,
    occupation_id,
    to_asset_id,
    from_asset_id,
    body_id,
    to_body_id,
    function,
    space_kind,
    share,
    year_fy,
    demand_m2,
    distance_m,
    fte,
    is_public,
    one_off_cost_gbp,
    reason
from analysis.plan_solution
where of = 'move'
