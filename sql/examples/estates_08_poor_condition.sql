-- question: Which buildings in condition C or D need the most spent on them?
-- for: estates officer
-- answer: one row per building with a grade and a figure, ten at most
select
    estate.name as building,
    body.name as body,
    estate.condition,
    estate.condition_surveyed_on as surveyed_on,
    estate.required_maintenance_gbp,
    estate.required_maintenance_method as from_what
from mart.estate as estate
inner join ref.body as body on body.body_id = estate.body_id
where estate.is_public_estate
    and estate.asset_kind = 'building'
    and estate.condition in ('C', 'D')
    and estate.required_maintenance_gbp is not null
order by estate.required_maintenance_gbp desc, building, estate.asset_id
limit 10
