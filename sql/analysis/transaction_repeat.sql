-- grain: one row per body and financial year of published lines
-- question: how often does a published list have one transaction twice, and does its transaction number name a line?
-- owner: audit
-- Payees withheld are left out: equal lines to "redacted" are several people.
with line as (
    select
        source_file_id,
        source_part,
        body_id,
        fy,
        transaction_number,
        supplier_as_published,
        paid_on,
        purpose,
        department,
        amount_gbp
    from mart.spend_line
    where status = 'counted' and supplier_id is not null
),
alike as (
    select
        body_id,
        fy,
        source_file_id,
        source_part,
        transaction_number,
        supplier_as_published,
        paid_on,
        purpose,
        department,
        amount_gbp,
        count(*) as line_count
    from line
    where transaction_number is not null
    group by body_id, fy, source_file_id, source_part, transaction_number, supplier_as_published, paid_on, purpose, department, amount_gbp
),
numbered as (
    select body_id, fy, transaction_number, sum(line_count) as line_count
    from alike
    group by body_id, fy, transaction_number
),
uniqueness as (
    select
        body_id,
        fy,
        count(*) filter (where line_count = 1) / sum(line_count) as unique_share
    from numbered
    group by body_id, fy
),
repeated as (
    select
        body_id,
        fy,
        sum(line_count) as numbered_count,
        sum(line_count - 1) as repeat_count,
        sum(amount_gbp * (line_count - 1)) as repeat_gbp
    from alike
    group by body_id, fy
),
total as (
    select body_id, fy, count(*) as line_count
    from line
    group by body_id, fy
)
select
    total.body_id,
    total.fy,
    total.line_count,
    coalesce(repeated.numbered_count, 0) as numbered_count,
    uniqueness.unique_share,
    coalesce(repeated.repeat_count, 0) as repeat_count,
    coalesce(repeated.repeat_gbp, 0) as repeat_gbp
from total
left join repeated on repeated.body_id = total.body_id and repeated.fy = total.fy
left join uniqueness on uniqueness.body_id = total.body_id and uniqueness.fy = total.fy
