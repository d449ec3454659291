-- grain: one row per published transaction that stands more than once
-- question: which lines of a published list are one transaction to the letter?
-- owner: audit
-- assumptions: transaction_unique_share
-- Only of lists whose transaction number names a line (analysis.transaction_repeat).
select
    line.body_id,
    line.fy,
    line.source_file_id,
    line.source_part,
    line.transaction_number,
    line.supplier_as_published,
    line.paid_on,
    line.purpose,
    line.department,
    line.amount_gbp,
    count(*) as line_count,
    string_agg(line.source_row::varchar, ', ' order by line.source_row) as source_rows
from mart.spend_line as line
inner join analysis.transaction_repeat as repeat on repeat.body_id = line.body_id and repeat.fy = line.fy
inner join core.assumption as threshold on threshold.assumption_id = 'transaction_unique_share'
where line.status = 'counted'
    and line.supplier_id is not null
    and line.transaction_number is not null
    and repeat.unique_share >= threshold.value
group by
    line.body_id, line.fy, line.source_file_id, line.source_part, line.transaction_number, line.supplier_as_published,
    line.paid_on, line.purpose, line.department, line.amount_gbp
having count(*) > 1
