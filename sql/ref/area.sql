-- grain: one row per area of the boundaries received
-- question: which areas are there?
-- owner: pilot team
select area_code, area_name, area_type, is_in_place, source_file_id
from core.area
