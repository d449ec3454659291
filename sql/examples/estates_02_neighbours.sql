-- question: Which public buildings of different bodies stand within 60 metres of each other?
-- for: estates officer
-- answer: one row per pair of buildings, the nearest first
-- Only buildings with a point of their own: the middle of a postcode is nobody's place.
with building as (
    select asset_id, name, body_id, easting, northing
    from mart.estate
    where is_public_estate
        and asset_kind = 'building'
        and location_method not in ('postcode', 'corrected postcode', 'not known')
)
select
    one.name as building,
    one.body_id as body,
    other.name as neighbour,
    other.body_id as neighbour_body,
    round(sqrt(pow(one.easting - other.easting, 2) + pow(one.northing - other.northing, 2)), 0) as metres
from building as one
inner join building as other
    on other.body_id > one.body_id
    and other.easting between one.easting - 60 and one.easting + 60
    and other.northing between one.northing - 60 and one.northing + 60
where sqrt(pow(one.easting - other.easting, 2) + pow(one.northing - other.northing, 2)) <= 60
order by metres, building, neighbour, one.asset_id, other.asset_id
