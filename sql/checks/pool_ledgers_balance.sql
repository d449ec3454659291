-- grain: one row per year of a pool, and purpose in it, in which what comes in is not what goes out
-- question: does the ledger of each pool balance, year by year and purpose by purpose, and go on where it stopped?
-- owner: finance leads
-- table: mart.pool_flow
-- sentence: in each pool, year and purpose opening, contributions and other income are spending, fees, irrecoverable VAT, what is returned and closing, to the penny; each year opens with what the last one closed with
-- severity: blocking
with side as (
    select
        scenario_id,
        body_id,
        fy,
        purpose,
        sum(case when item in ('opening', 'contribution', 'other income') then amount_gbp else 0 end) as in_gbp,
        sum(case when item in ('opening', 'contribution', 'other income') then 0 else amount_gbp end) as out_gbp
    from mart.pool_flow
    where item not in ('benefit', 'compensation')
    group by scenario_id, body_id, fy, purpose
),
turn as (
    select
        scenario_id,
        fy,
        sum(case when item = 'opening' then amount_gbp else 0 end) as opening_gbp,
        sum(case when item = 'closing' then amount_gbp else 0 end) as closing_gbp
    from mart.pool_flow
    where item not in ('benefit', 'compensation')
    group by scenario_id, fy
)
select scenario_id, fy, purpose, in_gbp, out_gbp
from side
where in_gbp <> out_gbp
union all
select later.scenario_id, later.fy, 'opening' as purpose, later.opening_gbp as in_gbp, earlier.closing_gbp as out_gbp
from turn as later
inner join turn as earlier on earlier.scenario_id = later.scenario_id and earlier.fy = later.fy - 1
where later.opening_gbp <> earlier.closing_gbp
