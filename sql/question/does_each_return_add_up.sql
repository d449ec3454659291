-- grain: one row per body, financial year, return and total that it prints, or that is set beside it
-- question: does each return's own total follow from its lines, and how much of it do payments explain?
-- owner: finance leads
select
    reconciled.body_id,
    body.name as body,
    reconciled.fy,
    reconciled.source_return,
    reconciled.item,
    reconciled.expected_gbp,
    reconciled.found_gbp,
    reconciled.difference_gbp,
    reconciled.difference_gbp = 0 as adds_up,
    reconciled.explained_gbp,
    reconciled.not_explained_gbp,
    reconciled.explanation
from mart.spend_reconciliation as reconciled
inner join ref.body as body on body.body_id = reconciled.body_id
order by abs(reconciled.difference_gbp) desc, reconciled.body_id, reconciled.fy, reconciled.source_return, reconciled.item
