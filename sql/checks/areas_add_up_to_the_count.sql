-- grain: one row per row of the count that its areas do not add up to
-- question: does what is given to areas add up to the count, to the penny?
-- owner: finance leads
-- table: mart.spend_by_area
-- sentence: what is given to the areas of a body adds up to its row of the count, to the penny
-- severity: blocking
select
    area.count_id,
    counted.net_gbp,
    sum(area.net_gbp) as areas_gbp
from mart.spend_by_area as area
left join mart.spend_count as counted on counted.count_id = area.count_id and counted.is_counted
group by area.count_id, counted.net_gbp
having counted.net_gbp is null or sum(area.net_gbp) <> counted.net_gbp
