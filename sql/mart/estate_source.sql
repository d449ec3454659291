-- grain: one row per asset and file line that speaks of it
-- question: which lines of which registers is each asset made from?
-- owner: pilot team
select
    asset.asset_id,
    asset.source_file_id,
    asset.source_part,
    asset.source_row,
    case
        when known.asset_id is not null then 'an earlier publication or a person says so'
        when property.asset_code is not null then 'same body and asset code'
        when property.uprn is not null then 'same body, UPRN and name'
        else 'same body, name and location'
    end as match_reason,
    property.uprn,
    property.asset_code,
    property.name_as_published,
    property.gia_m2,
    place.location_method
from core.asset_line as asset
inner join core.listing as property
    on property.source_file_id = asset.source_file_id
    and property.source_part = asset.source_part
    and property.source_row = asset.source_row
inner join core.property_place as place
    on place.source_file_id = asset.source_file_id
    and place.source_part = asset.source_part
    and place.source_row = asset.source_row
left join core.known_identity as known on known.source_key = asset.source_key
