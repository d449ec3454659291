-- question: What did bodies correct in their own sheets, and was it taken?
-- for: estates officer
-- answer: one row per body, fact and outcome
select
    body_id as body,
    field as corrects,
    outcome,
    reason,
    count(*) as lines
from mart.building_correction
group by body_id, field, outcome, reason
order by body, outcome desc, corrects, reason
