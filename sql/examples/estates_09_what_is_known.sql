-- question: Of how many of its buildings do we know the floor area, the running cost and the condition, body by body?
-- for: estates officer
-- answer: one row per body that holds a building, the least known first
select
    body.name as body,
    count(*) as buildings,
    count(*) filter (where known.has_floor_area) as with_floor_area,
    count(*) filter (where known.has_running_cost) as with_running_cost,
    count(*) filter (where known.has_condition) as with_condition
from mart.estate_known as known
inner join mart.estate as estate on estate.asset_id = known.asset_id
inner join ref.body as body on body.body_id = estate.body_id
where estate.is_public_estate and estate.asset_kind = 'building'
group by body.name
order by sum(known.has_floor_area::int + known.has_running_cost::int + known.has_condition::int) / count(*), body
