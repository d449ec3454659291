-- grain: one row per body, financial year and type of payment to check
-- question: how many payments should each body look at again, and of how many pounds?
-- owner: audit
-- assumptions: transaction_unique_share, transaction_own_number_lines
-- A published list has no invoice reference that can be relied on, so of it only exact repeats of a transaction key are told, and only where
-- the transaction number names a line; what could not be computed says so and why. The candidates themselves stand with the body.
-- A number that many lines bear and none shares with another may be the row's own (an aggregator's): no repeat could show by it.
with kind as (
    select 'invoice paid twice' as type
    union all
    select 'one invoice under two references' as type
    union all
    select 'invoice paid whole and in parts' as type
    union all
    select 'mis-keyed' as type
),
ledger as (
    select distinct
        line.body_id,
        year(ledger.paid_on) - case when month(ledger.paid_on) < 4 then 1 else 0 end as fy
    from core.ledger_line as line
    inner join staging.ledger_line as ledger
        on ledger.source_file_id = line.source_file_id
        and ledger.source_part = line.source_part
        and ledger.source_row = line.source_row
    where line.line_status = 'loaded'
),
known as (
    select body_id, fy
    from ledger
    union
    select body_id, fy
    from analysis.transaction_repeat
),
found as (
    select body_id, fy, type, count(*) as candidate_count, sum(amount_gbp) as amount_gbp
    from analysis.payment_to_check
    group by body_id, fy, type
),
judged as (
    select
        repeat.body_id,
        repeat.fy,
        repeat.repeat_count,
        repeat.repeat_gbp,
        case
            when repeat.numbered_count = 0 then 'not computable: no transaction number'
            when repeat.unique_share < threshold.value then 'not computable: one transaction number stands for many lines'
            when repeat.unique_share = 1 and repeat.numbered_count >= own_number.value then 'not computable: every line has a number of its own'
            else 'computed'
        end as status
    from analysis.transaction_repeat as repeat
    inner join core.assumption as threshold on threshold.assumption_id = 'transaction_unique_share'
    inner join core.assumption as own_number on own_number.assumption_id = 'transaction_own_number_lines'
)
select
    known.body_id,
    known.fy,
    kind.type,
    case when ledger.body_id is not null then 'computed' else 'not computable: no invoice reference of a ledger (those of published lists are not taken for such)' end as status,
    case when ledger.body_id is not null then coalesce(found.candidate_count, 0) end as candidate_count,
    case when ledger.body_id is not null then coalesce(found.amount_gbp, 0) end as amount_gbp
from known
cross join kind
left join ledger on ledger.body_id = known.body_id and ledger.fy = known.fy
left join found on found.body_id = known.body_id and found.fy = known.fy and found.type = kind.type
union all
select
    repeat.body_id,
    repeat.fy,
    'transaction repeated' as type,
    repeat.status,
    case when repeat.status = 'computed' then repeat.repeat_count end as candidate_count,
    case when repeat.status = 'computed' then repeat.repeat_gbp end as amount_gbp
from judged as repeat
