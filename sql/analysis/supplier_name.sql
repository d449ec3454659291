-- grain: one row per way of writing a supplier's name, as names are compared
-- question: which suppliers do the lists of the place's bodies name, and by which numbers are they known?
-- owner: pilot team
-- Payees that look like people, or that the publisher redacted, have no key and are not here; nor are those of core.withheld_payee.
-- A ledger extract is its body's alone: its spellings are here to be joined, under the body that sent it, and a name that only ledgers
-- have has no lines. Names, counts and pounds are those of published lists.
-- A number counts if it has the form of one and all lines of the name that give one agree.
with line as (
    select
        label.body_id,
        payment.supplier_key,
        payment.supplier_as_published,
        regexp_replace(upper(payment.company_number), '[^A-Z0-9]', '', 'g') as company_number,
        regexp_extract(regexp_replace(payment.charity_number, '[^0-9]', '', 'g'), '^[1-9][0-9]{5,6}$') as charity_number,
        regexp_extract(regexp_replace(payment.vat_number, '[^0-9]', '', 'g'), '^[0-9]{9}(?:[0-9]{3})?$') as vat_number,
        payment.amount_gbp,
        1 as published_lines
    from staging.payment as payment
    inner join core.payment_label as label
        on label.source_file_id = payment.source_file_id
        and label.source_part = payment.source_part
        and label.organisation_as_published is not distinct from payment.organisation_as_published
        and label.organisation_code is not distinct from payment.organisation_code
    where label.body_id is not null and payment.supplier_key is not null
    union all
    select
        line.body_id,
        ledger.supplier_key,
        ledger.supplier_as_published,
        null as company_number,
        null as charity_number,
        null as vat_number,
        0 as amount_gbp,
        0 as published_lines
    from staging.ledger_line as ledger
    inner join core.ledger_line as line
        on line.source_file_id = ledger.source_file_id
        and line.source_part = ledger.source_part
        and line.source_row = ledger.source_row
    where line.line_status = 'loaded' and ledger.supplier_key is not null
    union all
    select
        line.body_id,
        contract.supplier_key,
        contract.supplier_as_published,
        regexp_replace(upper(contract.company_number), '[^A-Z0-9]', '', 'g') as company_number,
        null as charity_number,
        null as vat_number,
        -- what is let is not what is paid
        0 as amount_gbp,
        1 as published_lines
    from staging.contract as contract
    inner join core.contract_line as line
        on line.source_file_id = contract.source_file_id
        and line.source_part = contract.source_part
        and line.source_row = contract.source_row
    where line.line_status = 'loaded' and contract.supplier_key is not null
    union all
    select
        line.body_id,
        staged.recipient_key as supplier_key,
        staged.recipient_as_published as supplier_as_published,
        regexp_replace(upper(staged.company_number), '[^A-Z0-9]', '', 'g') as company_number,
        regexp_extract(regexp_replace(staged.charity_number, '[^0-9]', '', 'g'), '^[1-9][0-9]{5,6}$') as charity_number,
        null as vat_number,
        -- what is awarded stands among the payments where it was paid
        0 as amount_gbp,
        1 as published_lines
    from staging.grant as staged
    inner join core.grant_line as line
        on line.source_file_id = staged.source_file_id
        and line.source_part = staged.source_part
        and line.source_row = staged.source_row
    where line.line_status = 'loaded' and line.body_id is not null and staged.recipient_key is not null
),
written as (
    select
        supplier_key,
        supplier_as_published,
        body_id,
        -- a spreadsheet eats the noughts that a number begins with
        case
            when company_number similar to '[A-Z]{2}[0-9]{6}' then company_number
            when company_number similar to '[0-9]{6,8}' and company_number not similar to '0+' then right('00' || company_number, 8)
        end as company_number,
        nullif(charity_number, '') as charity_number,
        nullif(nullif(vat_number, ''), '000000000') as vat_number,
        sum(published_lines) as line_count,
        sum(amount_gbp) as amount_gbp
    from line
    where supplier_key not in (select supplier_key from core.withheld_payee)
    group by supplier_key, supplier_as_published, body_id, company_number, charity_number, vat_number
),
spelling as (
    select
        supplier_key,
        supplier_as_published,
        row_number() over (partition by supplier_key order by sum(line_count) desc, supplier_as_published) as spelling_rank
    from written
    group by supplier_key, supplier_as_published
),
of_body as (
    select supplier_key, body_id, bool_or(line_count > 0) as is_published
    from written
    group by supplier_key, body_id
),
shown as (
    select supplier_key, bool_or(is_published) as is_published
    from of_body
    group by supplier_key
),
bought_by as (
    -- those that publish it, or where it stands in ledgers alone, those whose they are; an ordered string_agg of so many names and bodies
    -- does not fit into memory
    select of_body.supplier_key, array_to_string(list_sort(array_agg(of_body.body_id)), '|') as body_ids
    from of_body
    inner join shown on shown.supplier_key = of_body.supplier_key
    where of_body.is_published or not shown.is_published
    group by of_body.supplier_key
)
select
    written.supplier_key,
    min(spelling.supplier_as_published) as name,
    min(
        nullif(trim(regexp_extract(upper(written.supplier_as_published), '[ (](?:T[/\\]AS?|T\.A\.?|TRADING AS)[ .:]+([^)]+)', 1)), '')
    ) as traded_as,
    -- a number of which there are several tells nothing
    case when min(written.company_number) = max(written.company_number) then min(written.company_number) end as company_number,
    case when min(written.charity_number) = max(written.charity_number) then min(written.charity_number) end as charity_number,
    case when min(written.vat_number) = max(written.vat_number) then min(written.vat_number) end as vat_number,
    min(bought_by.body_ids) as body_ids,
    sum(written.line_count) as line_count,
    sum(written.amount_gbp) as amount_gbp
from written
inner join spelling on spelling.supplier_key = written.supplier_key and spelling.spelling_rank = 1
inner join bought_by on bought_by.supplier_key = written.supplier_key
group by written.supplier_key
