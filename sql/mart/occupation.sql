-- grain: one row per occupation of an asset, as one line of a register states it
-- question: who uses what space?
-- owner: pilot team
select
    'o' || left(md5(asset.source_file_id || '/' || asset.source_part || '/' || asset.source_row::varchar), 14) as occupation_id,
    asset.asset_id,
    case when line.interest_detail = 'occupied by the body' then line.body_id end as occupier_body_id,
    case line.interest_detail
        when 'occupied by the body' then 'owner occupied'
        when 'vacant' then 'vacant'
        when 'ground lease' then 'tenant'
        when 'let' then 'tenant'
        when 'sub-let' then 'tenant'
        when 'licence' then 'tenant'
        else 'not known'
    end as occupation,
    null as area_m2,
    property.as_at_on
from core.asset_line as asset
inner join core.property_line as line
    on line.source_file_id = asset.source_file_id
    and line.source_part = asset.source_part
    and line.source_row = asset.source_row
inner join core.listing as property
    on property.source_file_id = asset.source_file_id
    and property.source_part = asset.source_part
    and property.source_row = asset.source_row
where line.ownership_basis = 'register' and not line.is_not_owned
