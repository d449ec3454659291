-- grain: one row per asset and body that holds it and has corrected what its lists say of it
-- question: what is to be believed of each asset instead of what the body's own lists say?
-- owner: pilot team
-- A corrected postcode is a place of its own only where no corrected point is there; whether it stands for the point of a register is
-- decided with that point (mart.estate).
with place as (
    select
        line.asset_id,
        line.body_id,
        case line.field when 'coordinates' then 'corrected coordinates' else 'corrected postcode' end as location_method,
        place.easting,
        place.northing,
        place.lon,
        place.lat,
        place.area_code,
        place.is_in_place,
        row_number() over (partition by line.asset_id, line.body_id order by line.field) as nth
    from core.confirmation_line as line
    inner join core.confirmed_place as place
        on place.source_file_id = line.source_file_id
        and place.source_part = line.source_part
        and place.source_row = line.source_row
    where line.is_taken
        and (
            (line.field = 'coordinates' and place.location_method in ('coordinates', 'coordinates exchanged'))
            or (line.field = 'postcode' and place.location_method = 'postcode')
        )
),
taken as (
    select
        asset_id,
        body_id,
        min(value) filter (where field = 'is_held') as is_held,
        min(value) filter (where field = 'is_occupied') as is_occupied,
        min(value) filter (where field = 'name') as name,
        min(value) filter (where field = 'address') as address,
        min(value) filter (where field = 'postcode') as postcode,
        min(value) filter (where field = 'uprn') as uprn,
        min(value) filter (where field = 'function') as function,
        min(value) filter (where field = 'tenure') as tenure,
        min(number) filter (where field = 'gia_m2') as gia_m2,
        min(number) filter (where field = 'nia_m2') as nia_m2,
        min(number) filter (where field = 'land_area_m2') as land_area_m2,
        max(confirmed_on) as confirmed_on
    from core.confirmation_line
    where is_taken
    group by asset_id, body_id
)
select
    taken.asset_id,
    taken.body_id,
    taken.is_held = 'yes' as is_held,
    taken.is_occupied = 'yes' as is_occupied,
    taken.name,
    taken.address,
    taken.postcode,
    taken.uprn,
    taken.function,
    taken.tenure,
    taken.gia_m2,
    taken.nia_m2,
    taken.land_area_m2,
    place.easting,
    place.northing,
    place.lon,
    place.lat,
    place.location_method,
    place.area_code,
    place.is_in_place,
    taken.confirmed_on
from taken
left join place on place.asset_id = taken.asset_id and place.body_id = taken.body_id and place.nth = 1
