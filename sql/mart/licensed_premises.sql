-- grain: one row per licence of premises in force
-- question: which premises are licensed to sell alcohol, to drink there or elsewhere, and what kind of premises are they?
-- owner: pilot team
-- Of premises that the place's own list keeps out the district alone is told. Who holds a licence is never read.
select
    line.licence_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    case when not line.is_withheld then staged.reference end as reference,
    case when line.is_withheld then '(withheld)' else staged.name_as_published end as name,
    staged.kind,
    staged.kind_basis,
    staged.sales,
    staged.licence_type,
    staged.has_late_refreshment,
    case when not line.is_withheld then staged.postcode end as postcode,
    case when not line.is_withheld then coalesce(staged.easting, line.postcode_easting) end as easting,
    case when not line.is_withheld then coalesce(staged.northing, line.postcode_northing) end as northing,
    case when not line.is_withheld then staged.lon end as lon,
    case when not line.is_withheld then staged.lat end as lat,
    case
        when line.is_withheld then null
        when staged.easting is not null then 'coordinates'
        when line.postcode_easting is not null then 'postcode'
    end as location_method,
    case when not line.is_withheld then line.lsoa_code end as lsoa_code,
    case when not line.is_withheld then line.msoa_code end as msoa_code,
    line.lad_code,
    staged.issued_on,
    line.as_at_on
from core.licence_line as line
inner join staging.licensed_premises as staged
    on staged.source_file_id = line.source_file_id
    and staged.source_part = line.source_part
    and staged.source_row = line.source_row
where line.line_status = 'loaded'
