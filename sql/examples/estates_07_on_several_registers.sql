-- question: Which buildings do two bodies or more hold, so that we share them already?
-- for: estates officer
-- answer: one row per building that stands in the registers of several bodies
select
    estate.name as building,
    count(distinct interest.body_id) as bodies,
    string_agg(distinct interest.body_id, ', ' order by interest.body_id) as held_by
from mart.interest as interest
inner join mart.estate as estate on estate.asset_id = interest.asset_id
where interest.source = 'register' and interest.detail <> 'not owned'
group by estate.asset_id, estate.name
having count(distinct interest.body_id) >= 2
order by bodies desc, building, estate.asset_id
