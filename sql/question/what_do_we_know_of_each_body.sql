-- grain: one row per body of the place
-- question: what did each body send, how much of its estate is known, and how recent is it?
-- owner: pilot team
select
    covered.body_id,
    body.name as body,
    body.kind,
    covered.files_loaded,
    covered.files_not_loaded,
    covered.assets_held,
    covered.assets_expected,
    covered.floor_area_share,
    covered.running_cost_share,
    covered.condition_share,
    covered.utilisation_share,
    covered.newest_register_on,
    covered.payment_lines,
    covered.payments_gbp,
    covered.payments_held_gbp,
    covered.payments_from_on,
    covered.payments_to_on,
    covered.confirmed_on
from mart.body_coverage as covered
inner join ref.body as body on body.body_id = covered.body_id
order by covered.payments_gbp desc, covered.body_id
