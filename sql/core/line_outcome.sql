-- grain: one row per table of a file, outcome and reason
-- question: how many rows that could be read are not loaded after all, and why?
-- owner: pilot team
with left_out as (
    select line.source_file_id, line.source_part, line.line_status, line.line_reason, payment.amount_gbp
    from core.payment_line as line
    inner join staging.payment as payment
        on payment.source_file_id = line.source_file_id
        and payment.source_part = line.source_part
        and payment.source_row = line.source_row
    where line.line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.property_line
    where line_status <> 'loaded'
    union all
    select reference.source_file_id, reference.source_part, reference.line_status, reference.line_reason, line.amount_gbp
    from core.asset_reference as reference
    inner join core.return_line as line
        on line.source_file_id = reference.source_file_id
        and line.source_part = reference.source_part
        and line.source_row = reference.source_row
    where reference.line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.certificate_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.outline_line
    where line_status <> 'loaded'
    union all
    -- a site is counted as a line of a list, above
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.nhs_estate_line
    where line_status <> 'loaded' and level = 'organisation'
    union all
    select source_file_id, source_part, line_status, line_reason, amount_gbp
    from core.outturn_line
    where line_status <> 'loaded'
    union all
    select outturn.source_file_id, outturn.source_part, 'ignored' as line_status, 'outside the place' as line_reason, outturn.amount_gbp
    from staging.revenue_outturn as outturn
    inner join core.outturn_label as label
        on label.source_file_id = outturn.source_file_id
        and label.source_part = outturn.source_part
        and label.authority_code is not distinct from outturn.authority_code
        and label.ons_code is not distinct from outturn.ons_code
        and label.authority_as_published is not distinct from outturn.authority_as_published
    where label.body_id is null
    union all
    select source_file_id, source_part, line_status, line_reason, amount_gbp
    from core.plain_spend_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.ledger_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.sector_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.contract_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, amount_gbp
    from core.grant_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.outcome_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, amount_gbp
    from core.provision_line
    where line_status <> 'loaded'
    union all
    select source_file_id, source_part, line_status, line_reason, null as amount_gbp
    from core.licence_line
    where line_status <> 'loaded'
)
select
    source_file_id,
    source_part,
    line_status,
    line_reason,
    count(*) as row_count,
    sum(amount_gbp) as amount_gbp
from left_out
group by source_file_id, source_part, line_status, line_reason
