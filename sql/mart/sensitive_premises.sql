-- grain: one row per district and kind of sensitive premises
-- question: how many premises are kept out of every list and map, by district?
-- owner: pilot team
select
    coalesce(area.area_code, 'not known') as area_code,
    line.function,
    count(distinct line.premises_key) as premises_count
from core.property_line as line
inner join core.property_place as place
    on place.source_file_id = line.source_file_id
    and place.source_part = line.source_part
    and place.source_row = line.source_row
left join ref.area as area on area.area_code = place.area_code
where line.line_status = 'loaded' and line.is_sensitive and not line.is_dwelling
group by coalesce(area.area_code, 'not known'), line.function
