-- grain: one row per line of a contracts register
-- question: whose is each line of a contracts register, and does it count?
-- owner: procurement leads
-- Of a contract that several registers of a body have, the line of the newest counts: the register with the latest start, then the last path.
with line as (
    select
        contract.source_file_id,
        contract.source_part,
        contract.source_row,
        contract.path,
        contract.contract_reference,
        contract.title,
        contract.supplier_as_published,
        contract.starts_on,
        label.body_id,
        label.basis,
        -- a register was made no earlier than the last of its contracts had begun, and no later than it was received
        max(case when contract.starts_on <= inbox.received_on then contract.starts_on end) over (
            partition by contract.source_file_id, contract.source_part, label.body_id
        ) as as_at_on,
        row_number() over (
            partition by
                contract.source_file_id, contract.source_part, label.body_id, contract.contract_reference, contract.title,
                contract.supplier_as_published, contract.starts_on
            order by contract.source_row
        ) as nth
    from staging.contract as contract
    inner join core.buying_label as label
        on label.source_file_id = contract.source_file_id
        and label.source_part = contract.source_part
        and label.organisation_as_published is not distinct from contract.organisation_as_published
        and label.organisation_code is not distinct from contract.organisation_code
    inner join raw.inbox as inbox
        on inbox.source_file_id = contract.source_file_id and inbox.source_part = contract.source_part
),
told as (
    select
        source_file_id,
        source_part,
        source_row,
        body_id,
        basis,
        as_at_on,
        first_value(path) over (
            partition by body_id, contract_reference, title, supplier_as_published, starts_on, nth order by as_at_on desc nulls last, path desc, source_part
        ) as newest_path,
        row_number() over (
            partition by body_id, contract_reference, title, supplier_as_published, starts_on, nth order by as_at_on desc nulls last, path desc, source_part
        ) as copy_number
    from line
)
select
    source_file_id,
    source_part,
    source_row,
    case
        when basis = 'outside the place' then 'ignored'
        when body_id is null then 'held'
        when copy_number > 1 then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when basis = 'outside the place' then 'outside the place'
        when body_id is null then 'nobody says whose contracts these are: put the file into inbox/<body>/'
        when copy_number > 1 then 'a newer register has the contract: ' || newest_path
    end as line_reason,
    body_id,
    as_at_on
from told
