-- grain: one row per energy certificate or outline of a map that is of an asset
-- question: what do energy certificates and maps say of each building, and why is it taken to be that building?
-- owner: pilot team
-- Of a building's certificates the newest. An asset of several blocks has an outline for each, none of them of the whole.
select
    source_file_id,
    source_part,
    source_row,
    asset_id,
    'certificate' as evidence,
    match_reason,
    is_shown as is_whole,
    gia_m2,
    energy_rating,
    certificate_on,
    null as footprint_m2
from core.certificate_line
where line_status = 'loaded'
union all
select
    source_file_id,
    source_part,
    source_row,
    asset_id,
    'outline' as evidence,
    match_reason,
    count(*) over (partition by asset_id) = 1 as is_whole,
    null as gia_m2,
    null as energy_rating,
    null as certificate_on,
    area_m2 as footprint_m2
from core.outline_line
where line_status = 'loaded'
