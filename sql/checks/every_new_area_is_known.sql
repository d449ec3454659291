-- grain: one row per area of a new authority that no boundary shows
-- question: do the boundaries show every area of the new authorities?
-- owner: pilot team
-- table: mart.successor
-- sentence: each area of a new authority is in the boundaries received and part of the place: else nothing can be found to lie in it
-- severity: warning
select successor.successor_id, successor.code
from ref.successor as successor
left join ref.area as area on area.area_code = successor.code and area.is_in_place
where successor.part = 'area' and area.area_code is null
