-- grain: one row per legal interest in an asset, as one line of a register states it
-- question: on what terms is each asset held or let?
-- owner: pilot team
select
    'i' || left(md5(asset.source_file_id || '/' || asset.source_part || '/' || asset.source_row::varchar), 14) as interest_id,
    asset.asset_id,
    line.body_id,
    line.tenure,
    property.tenure_as_published,
    line.interest_detail as detail,
    property.tenure_detail_as_published as detail_as_published,
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
where line.ownership_basis = 'register'
