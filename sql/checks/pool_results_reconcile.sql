-- grain: one row per body and year of a pool, or pool, where appraisal, ledger and sums by body differ
-- question: is what is paid in, given back and saved the same in the appraisal as in the ledger, and does what passes between bodies come to nothing?
-- owner: finance leads
-- table: mart.pool_appraisal
-- sentence: what each body pays into a pool, is given back and saves is in the appraisal what it is in mart.pool_contribution and mart.pool_flow, to the penny; what passes between bodies comes to nothing; the sums by body are those of its years
-- severity: blocking
with cash as (
    select
        scenario_id,
        body_id,
        fy,
        sum(case when item = 'contribution' then -amount_gbp else 0 end) as paid_gbp,
        sum(case when item = 'returned' then amount_gbp else 0 end) as returned_gbp,
        sum(case when item = 'benefit' then amount_gbp else 0 end) as benefit_gbp,
        sum(case when item = 'compensation' then amount_gbp else 0 end) as compensation_gbp
    from mart.pool_appraisal
    where result = 'cash'
    group by scenario_id, body_id, fy
),
ledger as (
    select scenario_id, body_id, fy, sum(paid_gbp) as paid_gbp, sum(returned_gbp) as returned_gbp, sum(benefit_gbp) as benefit_gbp, sum(compensation_gbp) as compensation_gbp
    from (
        select scenario_id, body_id, fy, amount_gbp as paid_gbp, returned_gbp, 0 as benefit_gbp, 0 as compensation_gbp
        from mart.pool_contribution
        union all
        select
            scenario_id,
            body_id,
            fy,
            0 as paid_gbp,
            0 as returned_gbp,
            case when item = 'benefit' then amount_gbp else 0 end as benefit_gbp,
            case when item = 'compensation' then amount_gbp else 0 end as compensation_gbp
        from mart.pool_flow
        where item in ('benefit', 'compensation')
    ) as line
    where scenario_id in (select scenario_id from mart.pool_scenario where is_appraised)
    group by scenario_id, body_id, fy
)
select
    coalesce(cash.scenario_id, ledger.scenario_id) as scenario_id,
    coalesce(cash.body_id, ledger.body_id) as body_id,
    coalesce(cash.fy, ledger.fy) as fy,
    'appraisal beside ledger' as told
from cash
full outer join ledger on ledger.scenario_id = cash.scenario_id and ledger.body_id = cash.body_id and ledger.fy = cash.fy
where coalesce(cash.paid_gbp, 0) <> coalesce(ledger.paid_gbp, 0)
    or coalesce(cash.returned_gbp, 0) <> coalesce(ledger.returned_gbp, 0)
    or coalesce(cash.benefit_gbp, 0) <> coalesce(ledger.benefit_gbp, 0)
    or coalesce(cash.compensation_gbp, 0) <> coalesce(ledger.compensation_gbp, 0)
union all
select scenario_id, null as body_id, null as fy, 'what passes between bodies' as told
from mart.pool_appraisal
where item = 'compensation'
group by scenario_id
having sum(amount_gbp) <> 0
union all
select body.scenario_id, body.body_id, null as fy, 'sums by body' as told
from mart.pool_body as body
left join (
    select scenario_id, body_id, sum(amount_gbp) as amount_gbp, sum(discounted_gbp) as discounted_gbp
    from mart.pool_appraisal
    where result = 'cash' and item <> 'compensation'
    group by scenario_id, body_id
) as years on years.scenario_id = body.scenario_id and years.body_id = body.body_id
where body.net_cash_gbp <> coalesce(years.amount_gbp, 0) or body.net_cash_pv_gbp <> coalesce(years.discounted_gbp, 0)
