-- grain: one row per year of a pool whose contributions or returned money differ between lines and ledger
-- question: is what the lines of the count pay, and what comes back to them, what the ledger has?
-- owner: finance leads
-- table: mart.pool_contribution
-- sentence: what partners pay into each pool a year, and what comes back to them, is what its ledger has, to the penny
-- severity: blocking
with line as (
    select scenario_id, fy, sum(amount_gbp) as paid_gbp, sum(returned_gbp) as returned_gbp
    from mart.pool_contribution
    group by scenario_id, fy
),
ledger as (
    select
        scenario_id,
        fy,
        sum(case when item = 'contribution' then amount_gbp else 0 end) as paid_gbp,
        sum(case when item = 'returned' then amount_gbp else 0 end) as returned_gbp
    from mart.pool_flow
    group by scenario_id, fy
)
select
    coalesce(line.scenario_id, ledger.scenario_id) as scenario_id,
    coalesce(line.fy, ledger.fy) as fy,
    line.paid_gbp,
    ledger.paid_gbp as ledger_paid_gbp,
    line.returned_gbp,
    ledger.returned_gbp as ledger_returned_gbp
from line
full outer join ledger on ledger.scenario_id = line.scenario_id and ledger.fy = line.fy
where coalesce(line.paid_gbp, 0) <> coalesce(ledger.paid_gbp, 0)
    or coalesce(line.returned_gbp, 0) <> coalesce(ledger.returned_gbp, 0)
