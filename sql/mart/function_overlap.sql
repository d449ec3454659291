-- grain: one row per function of government, area and financial year
-- question: which functions do several bodies spend on in one area?
-- owner: finance leads
-- Of the count by area: what cannot be given to an area is not in it. Divisions hold their groups; lines that bear a group stand in its row
-- too. What no line maps is shown as such: it is no function that bodies share.
with spent as (
    select
        counted.cofog,
        left(counted.cofog, 2) as division,
        area.area_code,
        counted.fy,
        counted.body_id,
        area.basis,
        area.net_gbp
    from mart.spend_by_area as area
    inner join mart.spend_count as counted on counted.count_id = area.count_id
),
named as (
    select
        case cofog when 'unmapped' then cofog else division end as cofog, 'division' as level, area_code, fy, body_id, basis, net_gbp
    from spent
    union all
    select cofog, 'group' as level, area_code, fy, body_id, basis, net_gbp
    from spent
    where cofog <> 'unmapped' and cofog <> division
)
select
    cofog,
    area_code,
    fy,
    level,
    count(distinct body_id) as body_count,
    string_agg(distinct body_id, '|' order by body_id) as body_ids,
    sum(net_gbp) as net_gbp,
    coalesce(sum(net_gbp) filter (where basis = 'apportioned'), 0) as apportioned_gbp
from named
group by cofog, area_code, fy, level
