-- grain: one row per line of a ledger extract
-- question: whose is each line of a ledger, and does it count?
-- owner: audit
-- Extracts overlap: a line that another file of the body has to the letter, under the same transaction number, counts once. Within one file
-- equal lines of a transaction are its distribution over accounts, so lines are set aside one to one.
with line as (
    select
        ledger.source_file_id,
        ledger.source_part,
        ledger.source_row,
        ledger.path,
        ledger.supplier_as_published,
        ledger.invoice_reference,
        ledger.amount_gbp,
        ledger.paid_on,
        ledger.transaction_number,
        label.body_id,
        label.basis
    from staging.ledger_line as ledger
    inner join core.buying_label as label
        on label.source_file_id = ledger.source_file_id
        and label.source_part = ledger.source_part
        and label.organisation_as_published is not distinct from ledger.organisation_as_published
        and label.organisation_code is not distinct from ledger.organisation_code
),
numbered as (
    select
        source_file_id,
        source_part,
        source_row,
        path,
        amount_gbp,
        transaction_number,
        body_id,
        basis,
        supplier_as_published,
        invoice_reference,
        paid_on,
        row_number() over (
            partition by source_file_id, source_part, body_id, transaction_number, supplier_as_published, invoice_reference, paid_on, amount_gbp
            order by source_row
        ) as nth
    from line
),
told as (
    select
        source_file_id,
        source_part,
        source_row,
        transaction_number,
        body_id,
        basis,
        first_value(path) over (
            partition by body_id, transaction_number, supplier_as_published, invoice_reference, paid_on, amount_gbp, nth order by path, source_part
        ) as first_path,
        row_number() over (
            partition by body_id, transaction_number, supplier_as_published, invoice_reference, paid_on, amount_gbp, nth order by path, source_part
        ) as copy_number
    from numbered
)
select
    source_file_id,
    source_part,
    source_row,
    case
        when basis = 'outside the place' then 'ignored'
        when body_id is null then 'held'
        when transaction_number is not null and copy_number > 1 then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when basis = 'outside the place' then 'outside the place'
        when body_id is null then 'nobody says whose ledger this is: put the file into inbox/<body>/'
        when transaction_number is not null and copy_number > 1 then 'the same transaction stands in ' || first_path
    end as line_reason,
    body_id
from told
