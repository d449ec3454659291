-- grain: one row per area, financial year, and revenue or capital
-- question: how much is spent in each area, by how many bodies, and how much of that is divided by a rule and not measured?
-- owner: finance leads
select
    spent.area_code,
    area.area_name,
    counted.fy,
    counted.economic,
    count(distinct counted.body_id) as body_count,
    sum(spent.net_gbp) as net_gbp,
    coalesce(sum(spent.net_gbp) filter (where spent.basis = 'apportioned'), 0) as apportioned_gbp,
    max(spent.persons) as persons,
    max(spent.persons_year) as persons_year
from mart.spend_by_area as spent
inner join mart.spend_count as counted on counted.count_id = spent.count_id
left join ref.area as area on area.area_code = spent.area_code
group by spent.area_code, area.area_name, counted.fy, counted.economic
order by counted.fy desc, counted.economic, net_gbp desc, spent.area_code
