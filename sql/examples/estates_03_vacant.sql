-- question: Which buildings do their bodies declare vacant, the largest first?
-- for: estates officer
-- answer: one row per public building that is declared vacant as a whole, ten at most
select
    estate.name as building,
    body.name as body,
    estate.gia_m2,
    latest.period_to_on as declared_on
from mart.utilisation_latest as latest
inner join mart.estate as estate on estate.asset_id = latest.asset_id
inner join ref.body as body on body.body_id = estate.body_id
where latest.measure = 'U0' and latest.band = 'vacant' and estate.is_public_estate
order by estate.gia_m2 desc nulls last, building, estate.asset_id
limit 10
