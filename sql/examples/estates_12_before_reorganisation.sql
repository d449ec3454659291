-- question: Councils are reorganised: on which assets has somebody to decide first, and why?
-- for: estates officer
-- answer: one row per asset that needs a decision, those that no rule gives to a new authority first
select
    taken.successor_id as would_go_to,
    taken.exception as because_it_is,
    estate.name as asset,
    taken.body_id as body,
    taken.reason
from mart.successor_estate as taken
inner join mart.estate as estate on estate.asset_id = taken.asset_id
where taken.needs_decision
order by taken.successor_id = 'undecided' desc, would_go_to, because_it_is, asset, taken.asset_id
