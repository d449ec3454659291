-- grain: one row per category that several bodies have running contracts in
-- question: what could several bodies let together, from when on, and what does it cost them a year?
-- owner: procurement leads
-- A contract runs if its last day, extensions that were taken included, is not before its register's day nor the month of publication. All of the bodies have something to
-- put in once each has a contract that has ended: on the latest of the days on which each body's first contract ends. Options to extend
-- that nobody took hold nobody. A day that lies before the month after the publication is no start: what was let since is not in the registers.
-- No saving is assumed.
-- A register is that of the body that most of its lines are of: others may stand in it with a few, not with all that they have.
with register as (
    select
        source_file_id,
        source_part,
        body_id,
        row_number() over (partition by source_file_id, source_part order by count(*) desc, body_id) as place
    from mart.contract
    group by source_file_id, source_part, body_id
),
running as (
    select
        contract.category,
        contract.body_id,
        register.body_id as register_body_id,
        contract.as_at_on,
        coalesce(contract.supplier_id, contract.supplier_as_published) as supplier,
        contract.annual_gbp,
        contract.ends_on + interval 1 day as free_on,
        contract.is_small_firm,
        contract.is_voluntary
    from mart.contract as contract
    inner join register
        on register.source_file_id = contract.source_file_id
        and register.source_part = contract.source_part
        and register.place = 1
    where contract.is_running and contract.is_addressable and contract.category <> 'not stated'
),
per_body as (
    select category, body_id, count(*) as contract_count, min(free_on) as first_free_on
    from running
    group by category, body_id
),
joint as (
    select
        category,
        string_agg(body_id, '|' order by body_id) as body_ids,
        string_agg(contract_count::varchar, '|' order by body_id) as contract_counts,
        count(*) as body_count,
        max(first_free_on)::date as first_free_on
    from per_body
    group by category
    having count(*) > 1
),
summed as (
    select
        running.category,
        count(*) as contract_count,
        array_to_string(list_sort(array_agg(distinct running.register_body_id)), '|') as register_body_ids,
        min(running.as_at_on) as registers_as_at_on,
        count(*) filter (where running.annual_gbp is null) as unvalued_count,
        count(distinct running.supplier) as supplier_count,
        coalesce(sum(running.annual_gbp), 0) as amount_gbp,
        coalesce(sum(running.annual_gbp) filter (where running.free_on <= joint.first_free_on), 0) as free_by_then_gbp,
        sum(running.annual_gbp) filter (where running.is_small_firm is not null)::double as told_small_firm,
        sum(running.annual_gbp) filter (where running.is_small_firm)::double as to_small_firms,
        sum(running.annual_gbp) filter (where running.is_voluntary is not null)::double as told_voluntary,
        sum(running.annual_gbp) filter (where running.is_voluntary)::double as to_voluntary
    from running
    inner join joint on joint.category = running.category
    group by running.category
)
select
    'j' || left(md5(joint.category || '/' || joint.body_ids), 12) as joint_id,
    joint.category,
    joint.body_ids,
    joint.body_count,
    summed.contract_count,
    joint.contract_counts,
    summed.register_body_ids,
    summed.registers_as_at_on,
    summed.supplier_count,
    case when summed.told_small_firm > 0 then round(coalesce(summed.to_small_firms, 0) / summed.told_small_firm, 4) end as small_firm_share,
    case when summed.told_voluntary > 0 then round(coalesce(summed.to_voluntary, 0) / summed.told_voluntary, 4) end as vcse_share,
    joint.first_free_on,
    case when joint.first_free_on >= calendar.next_month_on then joint.first_free_on end as earliest_joint_start_on,
    summed.amount_gbp,
    summed.free_by_then_gbp,
    summed.unvalued_count
from joint
inner join summed on summed.category = joint.category
cross join core.calendar as calendar
