-- grain: one row per body, year and revenue or capital whose money does not add up
-- question: does the count by new authority, with what is undecided, add up to the count?
-- owner: finance leads
-- table: mart.successor_spend
-- sentence: what is spent by new authority and what is undecided add up to the count, to the penny
-- severity: blocking
with counted as (
    select body_id, fy, economic, sum(net_gbp) as net_gbp
    from mart.spend_count
    where is_counted and exists (select 1 from ref.successor)
    group by body_id, fy, economic
),
given as (
    select body_id, fy, economic, sum(net_gbp) as net_gbp
    from mart.successor_spend
    group by body_id, fy, economic
)
select
    coalesce(counted.body_id, given.body_id) as body_id,
    coalesce(counted.fy, given.fy) as fy,
    coalesce(counted.economic, given.economic) as economic,
    counted.net_gbp as counted_gbp,
    given.net_gbp as given_gbp
from counted
full outer join given on given.body_id = counted.body_id and given.fy = counted.fy and given.economic = counted.economic
where coalesce(counted.net_gbp, 0) <> coalesce(given.net_gbp, 0)
