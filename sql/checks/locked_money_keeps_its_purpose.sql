-- grain: one row per purpose of a pool and year from which locked money went elsewhere
-- question: does locked money ever buy another purpose?
-- owner: finance leads
-- table: mart.pool_flow
-- sentence: money that is locked to a purpose stands under it, in the year in which it is paid and in the years after
-- severity: blocking
with locked as (
    select scenario_id, fy, purpose, sum(amount_gbp) as paid_gbp
    from mart.pool_contribution
    where is_locked
    group by scenario_id, fy, purpose
),
ledger as (
    select
        scenario_id,
        fy,
        purpose,
        sum(case when item = 'contribution' then amount_gbp else 0 end) as contribution_gbp,
        sum(case when item = 'opening' then amount_gbp else 0 end) as opening_gbp,
        sum(case when item = 'closing' then amount_gbp else 0 end) as closing_gbp
    from mart.pool_flow
    group by scenario_id, fy, purpose
)
select locked.scenario_id, locked.fy, locked.purpose, locked.paid_gbp as locked_gbp, ledger.contribution_gbp as found_gbp
from locked
left join ledger on ledger.scenario_id = locked.scenario_id and ledger.fy = locked.fy and ledger.purpose = locked.purpose
where coalesce(ledger.contribution_gbp, 0) < locked.paid_gbp
union all
select earlier.scenario_id, earlier.fy + 1 as fy, earlier.purpose, earlier.closing_gbp as locked_gbp, later.opening_gbp as found_gbp
from ledger as earlier
inner join mart.pool_scenario as scenario on scenario.scenario_id = earlier.scenario_id and scenario.last_fy > earlier.fy
left join ledger as later on later.scenario_id = earlier.scenario_id and later.fy = earlier.fy + 1 and later.purpose = earlier.purpose
where earlier.purpose not in ('any-purpose', 'risk-pool')
    and coalesce(later.opening_gbp, 0) < earlier.closing_gbp
