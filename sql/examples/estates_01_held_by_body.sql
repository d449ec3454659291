-- question: How many buildings does each body hold, how large are they together, and of how many is the size known?
-- for: estates officer
-- answer: one row per body that holds a building, the largest floor area first
-- Sites of the NHS estates return stand apart: they contain buildings. A floor area stands beside the number of buildings it is of.
select
    body.name as body,
    count(*) as buildings,
    count(estate.gia_m2) as with_floor_area,
    round(sum(estate.gia_m2), 1) as gia_m2
from mart.estate as estate
inner join ref.body as body on body.body_id = estate.body_id
where estate.is_public_estate and estate.asset_kind = 'building'
group by body.name
order by gia_m2 desc nulls last, body
