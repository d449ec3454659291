-- grain: one row per table of a file, outcome and reason
-- question: how many rows that could be read are not loaded after all, and why?
-- owner: pilot team
select
    line.source_file_id,
    line.source_part,
    line.line_status,
    line.line_reason,
    count(*) as row_count,
    sum(payment.amount_gbp) as amount_gbp
from core.payment_line as line
inner join staging.payment as payment
    on payment.source_file_id = line.source_file_id
    and payment.source_part = line.source_part
    and payment.source_row = line.source_row
where line.line_status <> 'loaded'
group by line.source_file_id, line.source_part, line.line_status, line.line_reason
union all
select
    source_file_id,
    source_part,
    line_status,
    line_reason,
    count(*) as row_count,
    null as amount_gbp
from core.property_line
where line_status <> 'loaded'
group by source_file_id, source_part, line_status, line_reason
