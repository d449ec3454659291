-- grain: one row per new authority, body, financial year and revenue or capital
-- question: what of the count is spent in the area of each new authority, and by whom?
-- owner: finance leads
-- All rows add up to the place's count: what is spent in other areas, or given to no area, is undecided.
with passing as (
    select distinct code as body_id from ref.successor where part = 'body'
),
counted as (
    select count_id, body_id, fy, economic, net_gbp
    from mart.spend_count
    where is_counted and exists (select 1 from ref.successor)
),
part as (
    select
        coalesce(successor.successor_id, 'undecided') as successor_id,
        counted.body_id,
        counted.fy,
        counted.economic,
        case when area.basis = 'measured' then area.net_gbp else 0 end as measured_gbp,
        case when area.basis = 'apportioned' then area.net_gbp else 0 end as apportioned_gbp,
        0 as not_placed_gbp
    from counted
    inner join mart.spend_by_area as area on area.count_id = counted.count_id
    left join ref.successor as successor on successor.part = 'area' and successor.code = area.area_code
    union all
    select
        'undecided' as successor_id,
        counted.body_id,
        counted.fy,
        counted.economic,
        0 as measured_gbp,
        0 as apportioned_gbp,
        counted.net_gbp as not_placed_gbp
    from counted
    where counted.count_id not in (select count_id from mart.spend_by_area)
),
summed as (
    select
        successor_id,
        body_id,
        fy,
        economic,
        sum(measured_gbp) as measured_gbp,
        sum(apportioned_gbp) as apportioned_gbp,
        sum(not_placed_gbp) as not_placed_gbp
    from part
    group by successor_id, body_id, fy, economic
)
select
    summed.successor_id,
    summed.body_id,
    summed.fy,
    summed.economic,
    passing.body_id is not null as passes,
    summed.measured_gbp + summed.apportioned_gbp + summed.not_placed_gbp as net_gbp,
    summed.measured_gbp,
    summed.apportioned_gbp,
    summed.not_placed_gbp
from summed
left join passing on passing.body_id = summed.body_id
where summed.measured_gbp <> 0 or summed.apportioned_gbp <> 0 or summed.not_placed_gbp <> 0
