-- grain: one row per asset that must not be shown
-- question: are refuges, children's homes and custody suites kept out of every list?
-- owner: pilot team
-- table: mart.estate
-- sentence: no sensitive premises stand in the estate
-- severity: blocking
select estate.asset_id
from mart.estate as estate
inner join ref.function as use on use.function_id = estate.function
where use.is_sensitive
